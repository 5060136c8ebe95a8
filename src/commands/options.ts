import type { Flags } from '../config.js';
import { fail, messageOf } from '../errors.js';
import type { Option } from '../options/kinds.js';
import { flagOf } from '../options/table.js';

/** An option of one command only: a flag without a variable. */
export interface CommandOption<Value> extends Omit<Option<Value>, 'byDefault'> {
  /** Null where the flag must be given. */
  readonly byDefault: string | null;
}

export type CommandOptions = Readonly<Record<string, CommandOption<unknown>>>;

/** What a command's flags say. */
export type Parsed<Table extends CommandOptions> = {
  readonly [Name in keyof Table]: ReturnType<Table[Name]['parse']>;
};

/** Reads the flags of a table. CONFIG_INVALID names the one whose value does not fit. */
export function readOptions<const Table extends CommandOptions>(
  table: Table,
  flags: Flags,
): Parsed<Table> {
  const read = ([name, option]: [string, CommandOption<unknown>]) => {
    try {
      return [name, option.parse(String(flags[name] ?? option.byDefault))];
    } catch (error) {
      throw fail('CONFIG_INVALID', { option: flagOf(name), detail: messageOf(error) });
    }
  };
  // The names are the table's own: every option has its value.
  return Object.fromEntries(Object.entries(table).map(read)) as Parsed<Table>;
}

/** A flag without a value: its placeholder is empty. */
export const aSwitch = (description: string): CommandOption<boolean> => ({
  placeholder: '',
  byDefault: 'false',
  description,
  parse: (value) => value === 'true',
});
