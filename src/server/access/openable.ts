/** What can be answered without a key although keys are set. */
export const openable = ['health', 'metrics', 'pages'] as const;

export type Openable = (typeof openable)[number];
