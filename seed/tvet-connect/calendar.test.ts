import { describe, expect, it } from 'vitest';
import { Random } from '../generate/random.ts';
import {
  dateText,
  dayOf,
  isoText,
  recentMoment,
  schoolHour,
  TODAY_DAY,
  timestampText,
  WEEKS,
} from './calendar.ts';

describe('the semester', () => {
  it('begins on a Monday, and today is a Wednesday', () => {
    expect(dateText(0)).toBe('2025-02-03');
    expect(dateText(TODAY_DAY)).toBe('2025-04-23');
    expect(new Date(dateText(0)).getUTCDay()).toBe(1);
    expect(new Date(dateText(TODAY_DAY)).getUTCDay()).toBe(3);
    expect(dateText(dayOf(WEEKS - 1, 4))).toBe('2025-05-23');
  });

  it('writes moments in the formats of PostgreSQL and JSON', () => {
    expect(timestampText(0, 9 * 60 + 5, 7)).toBe('2025-02-03 09:05:07');
    expect(isoText(1, 0)).toBe('2025-02-04T00:00:00Z');
  });

  it('is busiest before noon', () => {
    const random = Random.from('hours');
    const hours = Array.from({ length: 10_000 }, () => schoolHour(random));
    const mornings = hours.filter((hour) => hour < 12).length;
    // 22 of the 33 weights; standard deviation 47
    expect(Math.abs(mornings - 6_667)).toBeLessThan(240);
    expect(Math.min(...hours)).toBe(8);
    expect(Math.max(...hours)).toBe(16);
  });

  it('has no recent moment later than today at eight', () => {
    const random = Random.from('moments');
    for (let draw = 0; draw < 5_000; draw += 1) {
      const { day, minutes } = recentMoment(random, 21);
      expect(day).toBeGreaterThan(TODAY_DAY - 21);
      expect(day * 1_440 + minutes).toBeLessThan(TODAY_DAY * 1_440 + 8 * 60);
    }
  });
});
