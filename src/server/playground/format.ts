import type { Messages } from './messages/messages.js';

/** A probability, to a tenth of a percent; small ones as less than that. */
export function percent({ locale }: Messages, share: number): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  return share > 0 && share < 0.0005 ? `< ${format.format(0.001)}` : format.format(share);
}

export const decimal = ({ locale }: Messages, value: number, digits: number): string =>
  new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
