import { NewReaction } from './act.view.js';

describe('a reaction', () => {
  it.each(['👍', '❤️', '👨‍👩‍👧', '🇺🇦', '👍🏽', '1️⃣', ''])('may be %j', (emoji) =>
    expect(NewReaction.safeParse({ emoji }).success).toBe(true),
  );
  it.each(['👍👍', 'a', '1', '0501234567', '+38 👍', '👍 0501234567', '*'])('may not be %j', (emoji) =>
    expect(NewReaction.safeParse({ emoji }).success).toBe(false),
  );
});
