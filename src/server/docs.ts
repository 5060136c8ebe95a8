import swagger, { type SwaggerTransformObject } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { version } from '../version.js';
import type { App } from './instance.js';
import { linesOperations, LINES_TYPE } from './schemas/lines.js';

/** `/openapi.json` and `/docs`, both made from the routes' schemas. */
export async function registerDocs(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'mascarilla',
        version,
        description:
          'Spanish biomedical and clinical language models over REST: masked words and embeddings. Model outputs need validation by experts; this is not a medical device.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This service.' }],
      tags: [
        { name: 'tasks', description: 'What the model does with texts.' },
        { name: 'tokens', description: 'What the model’s tokenizer does.' },
        { name: 'openai', description: 'Embeddings as the API of OpenAI gives them.' },
        { name: 'open inference', description: 'Tensors as KServe and Triton speak of them.' },
        { name: 'status', description: 'What is served, and how it is.' },
      ],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key, where the service asks for one.',
          },
          apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The same.' },
        },
      },
      // The last one says that a service may ask for no key.
      security: [{ bearer: [] }, { apiKey: [] }, {}],
    },
    transformObject: (document) =>
      'openapiObject' in document ? addLines(document.openapiObject) : document.swaggerObject,
    // Schemas keep their own names: a generated SDK calls its types after them.
    refResolver: { buildLocalReference: ({ $id }) => (typeof $id === 'string' ? $id : 'unnamed') },
  });
  await app.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, kind: 'pages' };
    });
    await pages.register(swaggerUi, {
      routePrefix: '/docs',
      uiConfig: { validatorUrl: null, tryItOutEnabled: true, docExpansion: 'list' },
    });
    // It never changes, and to write it takes longer than most answers.
    let json: string | undefined;
    pages.get('/openapi.json', { schema: { hide: true } }, (_request, reply) => {
      json ??= JSON.stringify(app.swagger());
      return reply.type('application/json; charset=utf-8').send(json);
    });
  });
}

type Document = Extract<
  Parameters<SwaggerTransformObject>[0],
  { openapiObject: unknown }
>['openapiObject'];

/** Tells of lines at the operations that take them: those are routes of their own on the same paths. */
function addLines(document: Document): Document {
  for (const [path, { line, answer }] of Object.entries(linesOperations)) {
    const operation = document.paths?.[path]?.post;
    const [body, reply] = [operation?.requestBody, operation?.responses['200']];
    if (
      body === undefined ||
      !('content' in body) ||
      reply === undefined ||
      !('content' in reply)
    ) {
      throw new TypeError(`${path} is no operation with a body and an answer`);
    }
    const text = { type: 'string' } as const;
    const told = { description: 'One line, of any number.' };
    body.content[LINES_TYPE] = { schema: { anyOf: [text, refTo(line)], ...told } };
    reply.content = { ...reply.content, [LINES_TYPE]: { schema: refTo(answer) } };
  }
  return document;
}

const refTo = ({ $id }: { readonly $id: string }) => ({ $ref: `#/components/schemas/${$id}` });
