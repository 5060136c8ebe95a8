import envPaths from 'env-paths';
import { precisions, type Precision } from '../graph/precision.js';
import { modelSources } from './model-sources.js';
import { address, choice, secret, share, text, yesOrNo } from './kinds.js';

/** Which model, where it comes from, and how it is converted. */
export const modelOptions = {
  models: modelSources(
    'models/clinical-es-mini,models/clinical-es-mini-pharmaconer',
    'the models to serve, several with commas between them: each the folder of a checkpoint or of a converted package, or `owner/name` on the Hub, also with `@revision`; `NAME=` before it says what requests call it; by default the bundled ones',
  ),
  mascarillaHome: text(
    'FOLDER',
    envPaths('mascarilla', { suffix: '' }).cache,
    'where converted models are kept',
  ),
  hfEndpoint: address(
    'https://huggingface.co',
    'the Hub that models are pulled from, or its mirror',
  ),
  hfToken: secret(
    'TOKEN',
    'token for gated and private models of the Hub; others can see flags, so use the variable',
  ),
  hfHome: text('FOLDER', '~/.cache/huggingface', 'where the tools of the Hub keep their files'),
  hfHubCache: text('FOLDER', '$HF_HOME/hub', 'where models of the Hub are kept'),
  hfHubOffline: yesOrNo('false', 'whether to use only models of the Hub that are there already'),
  precision: choice<readonly Precision[]>(
    precisions,
    'fp32',
    'arithmetic of the converted model; a package has the one that it was converted with',
  ),
  calibration: text(
    'FILE',
    'models/sentences-es/sentences.txt',
    'texts, one a line, on which a conversion to int8 or fp16 is compared with fp32; by default the bundled sentences',
  ),
  minAgreement: share(
    0.95,
    'how often a model in int8 or fp16 has to decide as in fp32; one that does less often is refused',
  ),
} as const;
