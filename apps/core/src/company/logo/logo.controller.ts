import { Controller, Delete, Get, HttpCode, Put, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { CurrentViewer, type Viewer } from '../../access/viewer.js';
import { Access, Refuses, Returns } from '../../http/access.decorator.js';
import { LogoService } from './logo.service.js';

const LogoView = z
  .object({
    /** Changes with the picture: an address with it may be kept by browsers. */
    logo: z.string(),
  })
  .meta({ id: 'CompanyLogo' });

@ApiTags('settings')
@Controller('company/logo')
export class LogoController {
  constructor(private readonly logo: LogoService) {}

  @Get()
  @Access('public')
  @Refuses('logo.not-found')
  @Returns(200, null, 'The company’s picture; `?v=` and its version let browsers keep it')
  async get(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { type, bytes } = await this.logo.get();
    response
      .set({
        'Content-Type': type,
        'X-Content-Type-Options': 'nosniff',
        // Should somebody open it by itself: it runs nothing and fetches nothing.
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        'Cache-Control': typeof request.query['v'] === 'string' ? 'public, max-age=31536000, immutable' : 'no-cache',
      })
      .send(bytes);
  }

  @Put()
  @Access('company.manage')
  @Refuses('logo.kind-unknown', 'logo.unreadable', 'logo.sides-wrong', 'logo.too-large')
  @Returns(
    200,
    LogoView,
    'PNG, JPEG, WebP or SVG as the request body, up to 1 MB; of an SVG only shapes and colours are kept',
  )
  async put(@CurrentViewer() viewer: Viewer, @Req() request: Request): Promise<z.infer<typeof LogoView>> {
    return { logo: await this.logo.put(viewer, request) };
  }

  @Delete()
  @HttpCode(204)
  @Access('company.manage')
  @Returns(204, null, 'Take it away')
  remove(@CurrentViewer() viewer: Viewer): Promise<void> {
    return this.logo.remove(viewer);
  }
}
