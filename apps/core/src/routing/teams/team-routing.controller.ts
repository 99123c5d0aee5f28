import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { TeamId } from '#libs/contracts';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Returns } from '../../http/access.decorator.js';
import { TeamRoutingService } from './team-routing.service.js';
import { BoardRow, TeamRouting, TeamRoutingView } from './team-routing.view.js';

@ApiTags('routing')
@Controller('routing')
export class TeamRoutingController {
  constructor(private readonly teams: TeamRoutingService) {}

  @Get('teams')
  @Access('people.read')
  @Returns(200, z.object({ items: z.array(TeamRoutingView) }), 'How what clients write to each team finds somebody')
  async list(@CurrentViewer() viewer: Viewer): Promise<{ items: TeamRoutingView[] }> {
    return { items: await this.teams.list(viewer) };
  }

  @Put('teams/:id')
  @Access('people.manage')
  @Returns(200, TeamRoutingView, 'Change it; all of it at once')
  put(
    @CurrentViewer() viewer: Viewer,
    @Param('id', { schema: TeamId }) id: TeamId,
    @Body({ schema: TeamRouting }) body: TeamRouting,
  ): Promise<TeamRoutingView> {
    return this.teams.put(viewer, id, body);
  }

  @Get('board')
  @Access('clients.assign')
  @Returns(200, z.object({ items: z.array(BoardRow) }), 'Who has how much in hand, and how much of it is late')
  async board(@CurrentViewer() viewer: Viewer): Promise<{ items: BoardRow[] }> {
    return { items: await this.teams.board(viewer) };
  }
}
