/** A request as a program would send it. */
export interface CodeRequest {
  readonly address: string;
  readonly body: unknown;
  /** Whether the service asks for a key; the code shows where it goes, never the key itself. */
  readonly withKey: boolean;
}

export const codeLanguages = ['curl', 'JavaScript', 'Python'] as const;
export type CodeLanguage = (typeof codeLanguages)[number];

export const writeCode = (language: CodeLanguage, request: CodeRequest): string =>
  writers[language](request);

const writers: Readonly<Record<CodeLanguage, (request: CodeRequest) => string>> = {
  curl: ({ address, body, withKey }) =>
    [
      `curl -s ${inShell(address)}`,
      `-H 'content-type: application/json'`,
      ...(withKey ? [`-H "authorization: Bearer $MASCARILLA_KEY"`] : []),
      `-d ${inShell(JSON.stringify(body))}`,
    ].join(' \\\n  '),

  JavaScript: ({
    address,
    body,
    withKey,
  }) => `const reply = await fetch(${JSON.stringify(address)}, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',${withKey ? '\n    authorization: `Bearer ${process.env.MASCARILLA_KEY}`,' : ''}
  },
  body: JSON.stringify(${indent(JSON.stringify(body, null, 2), 1)}),
});
if (!reply.ok) throw new Error(await reply.text());
console.log(await reply.json());`,

  Python: ({ address, body, withKey }) => `${withKey ? 'import os\n' : ''}import requests

reply = requests.post(
    ${JSON.stringify(address)},${withKey ? '\n    headers={"authorization": f"Bearer {os.environ[\'MASCARILLA_KEY\']}"},' : ''}
    json=${indent(inPython(body), 2)},
)
reply.raise_for_status()
print(reply.json())`,
};

/** Single quotes keep everything as it is but themselves. */
const inShell = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** JSON is Python but for three words; strings are escaped in the same way. */
function inPython(value: unknown): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const [open, close, entries] = Array.isArray(value)
    ? ['[', ']', value.map(inPython)]
    : [
        '{',
        '}',
        Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${inPython(one)}`),
      ];
  if (entries.length === 0) return open + close;
  return `${open}\n${entries.map((entry) => `  ${indent(entry, 1)},\n`).join('')}${close}`;
}

/** All lines but the first further in, by levels of two spaces. */
const indent = (text: string, levels: number): string =>
  text.replaceAll('\n', `\n${'  '.repeat(levels)}`);
