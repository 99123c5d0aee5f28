import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Counted } from './departure.view.js';

/** One kind of access that an employee may have: a page, a telephone, a link. */
export interface AccessOfAnEmployee {
  /** Stable for ever: `sessions`, `devices`. What the sheet of a departure says. */
  readonly kind: string;
  /** Tables in which something lies by which one gets in. A test looks that each such table is named by somebody. */
  readonly tables: readonly string[];
  /** How many of them open something now. */
  count(tx: Tx, employeeId: EmployeeId): Promise<number>;
  /** None of them opens anything once the transaction is committed. @returns how many there were */
  revoke(tx: Tx, employeeId: EmployeeId): Promise<number>;
}

/** Something that an employee has in hand and that goes on without them: cards, tasks. */
export interface WorkOfAnEmployee {
  readonly kind: string;
  count(tx: Tx, employeeId: EmployeeId): Promise<number>;
  /** In a few statements, however much it is. @returns how many were passed on */
  pass(tx: Tx, from: EmployeeId, to: Successor, by: EmployeeId): Promise<number>;
}

/** Something that stays as it is when they leave, and that somebody has to look at: a phone in their pocket. */
export interface LeftByAnEmployee {
  readonly kind: string;
  count(tx: Tx, employeeId: EmployeeId): Promise<number>;
}

/** Somebody, or a team in which somebody will take it. */
export interface Successor {
  readonly employeeId: EmployeeId | null;
  /** Of an employee: where they work. */
  readonly teamId: string | null;
}

/** What somebody who left had in hand, and whose it is now. */
export interface Handover {
  /** Who left. */
  readonly from: EmployeeId;
  readonly to: Successor;
  /** Nothing that counts none. */
  readonly moved: readonly Counted[];
  readonly by: EmployeeId;
}

type HearsOfHandover = (tx: Tx, handover: Handover) => Promise<void> | void;

/** By what each part of the product lets somebody in, and what it holds for them: parts add themselves when they start. */
@Injectable()
export class EmployeeAccess {
  private readonly ways = new Map<string, AccessOfAnEmployee>();
  private readonly work = new Map<string, WorkOfAnEmployee>();
  private readonly left = new Map<string, LeftByAnEmployee>();
  private readonly handoverHeard: HearsOfHandover[] = [];

  add(way: AccessOfAnEmployee): void {
    this.ways.set(way.kind, way);
  }

  addWork(work: WorkOfAnEmployee): void {
    this.work.set(work.kind, work);
  }

  addLeft(left: LeftByAnEmployee): void {
    this.left.set(left.kind, left);
  }

  onHandover(hears: HearsOfHandover): void {
    this.handoverHeard.push(hears);
  }

  get tables(): readonly string[] {
    return [...this.ways.values()].flatMap(({ tables }) => tables);
  }

  accessOf(tx: Tx, employeeId: EmployeeId): Promise<Counted[]> {
    return counted(this.ways.values(), (way) => way.count(tx, employeeId));
  }

  workOf(tx: Tx, employeeId: EmployeeId): Promise<Counted[]> {
    return counted(this.work.values(), (work) => work.count(tx, employeeId));
  }

  leftBy(tx: Tx, employeeId: EmployeeId): Promise<Counted[]> {
    return counted(this.left.values(), (left) => left.count(tx, employeeId));
  }

  revokeAll(tx: Tx, employeeId: EmployeeId): Promise<Counted[]> {
    return counted(this.ways.values(), (way) => way.revoke(tx, employeeId));
  }

  passAll(tx: Tx, from: EmployeeId, to: Successor, by: EmployeeId): Promise<Counted[]> {
    return counted(this.work.values(), (work) => work.pass(tx, from, to, by));
  }

  async tellOfHandover(tx: Tx, handover: Handover): Promise<void> {
    for (const hears of this.handoverHeard) await hears(tx, handover);
  }
}

/** One after the other: they share a transaction. */
async function counted<T extends { kind: string }>(
  all: Iterable<T>,
  count: (one: T) => Promise<number>,
): Promise<Counted[]> {
  const counts: Counted[] = [];
  for (const one of all) counts.push({ kind: one.kind, count: await count(one) });
  return counts;
}
