import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { TeamId } from '#libs/contracts';
import { Access, Returns } from '../../http/access.decorator.js';
import { CurrentViewer, type Viewer } from '../viewer.js';
import { NewTeam, TeamChange, TeamView } from './team.view.js';
import { TeamsService } from './teams.service.js';

@ApiTags('people')
@Controller('teams')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  @Get()
  @Access('people.read')
  @Returns(200, z.object({ items: z.array(TeamView) }), 'Teams by name, with their heads and members')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: TeamView[] }> {
    return { items: await this.teams.list(viewer) };
  }

  @Post()
  @Access('people.manage')
  @Returns(201, TeamView, 'A new team')
  create(@CurrentViewer() viewer: Viewer, @Body({ schema: NewTeam }) body: NewTeam): Promise<TeamView> {
    return this.teams.create(viewer, body);
  }

  @Patch(':id')
  @Access('people.manage')
  @Returns(200, TeamView, 'Rename a team, or say whose it is')
  change(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: TeamId }) id: TeamId,
    @Body({ schema: TeamChange }) body: TeamChange,
  ): Promise<TeamView> {
    return this.teams.change(viewer, id, body);
  }
}
