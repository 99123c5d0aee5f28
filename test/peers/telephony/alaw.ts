/** ITU-T G.711, table 1: sign, three bits of exponent, four of mantissa, even bits inverted. */
export function toAlaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  const value = Math.min(32_635, Math.abs(sample)) >> 3;
  let exponent = 0;
  while (exponent < 7 && value >> (exponent + 5) > 0) exponent++;
  const mantissa = exponent === 0 ? (value >> 1) & 0x0f : (value >> exponent) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

/** The middle of the step that the byte stands for, 16 bit. */
export function fromAlaw(byte: number): number {
  const bits = byte ^ 0x55;
  const [exponent, mantissa] = [(bits >> 4) & 7, bits & 0x0f];
  const size = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
  return bits & 0x80 ? size : -size;
}
