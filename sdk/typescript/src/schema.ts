// Generated from openapi/openapi.json by `npm run openapi`: not to be edited.
export interface paths {
    "/fill-mask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fill masked words
         * @description Gives the most probable words for each mask of a text, as the fill-mask pipeline of `transformers` does; or for all masks together.
         */
        post: operations["fillMask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/score": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Score texts
         * @description Tells how probable each word of a text is where it stands, and all of the text: its pseudo-log-likelihood under the masked language model.
         */
        post: operations["scoreTexts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/embed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Embed texts
         * @description Gives a vector for each text, in the shapes of text-embeddings-inference.
         */
        post: operations["embed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/embed_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Embed every token
         * @description Gives the last hidden state of each token of each text, special tokens included, neither pooled nor scaled, as text-embeddings-inference does.
         */
        post: operations["embedAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/similarity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Compare a text with others
         * @description Gives the cosine between the vector of a text and those of others, as the sentence-similarity task of the Hub does.
         */
        post: operations["compareSentences"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/text-classification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Classify texts
         * @description Scores the labels of a sequence classifier, as the text-classification pipeline of `transformers` does, of texts of any length. `/classify` is another name of it.
         */
        post: operations["classifyText"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/token-classification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find entities
         * @description Labels the tokens of a text and groups them, of texts of any length. `/ner` is another name of it.
         */
        post: operations["findEntities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What the model is for
         * @description Fills masks, finds entities, classifies or embeds, by the head of the model (the first of `tasks` in /info), as the inference API of the Hub does: its clients work with the address of this service as endpoint. An object of `source_sentence` and `sentences` is compared.
         */
        post: operations["infer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a model is for
         * @description Fills masks, finds entities, classifies or embeds, by the head of the model (the first of `tasks` in /info), as the inference API of the Hub does: its clients work with the address of this service as endpoint. An object of `source_sentence` and `sentences` is compared.
         */
        post: operations["inferWithModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokenize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tokenise texts
         * @description Gives the tokens of texts with their places, as text-embeddings-inference does. Nothing is cut.
         */
        post: operations["tokenize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/decode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make texts of tokens
         * @description Gives the texts of token ids, as text-embeddings-inference does.
         */
        post: operations["decode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sentences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Split texts into sentences
         * @description Gives the sentences of Spanish clinical texts with their places. Rules decide, and no model.
         */
        post: operations["splitSentences"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/embeddings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Embed texts, as the API of OpenAI does
         * @description Gives a vector for each text, pooled and scaled as the model asks. A long text is cut at its end.
         */
        post: operations["createEmbedding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The served models, as the API of OpenAI lists models
         * @description Gives the models that are loaded, in the order of the configuration.
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A served model, by its name
         * @description Gives the model of this name, percent-encoded where it has a slash.
         */
        get: operations["retrieveModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The server, as the Open Inference Protocol tells it
         * @description Gives the name and version of the service.
         */
        get: operations["inferenceServer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the service’s own process answers
         * @description Answers 200 whenever the process does, whatever the engines do.
         */
        get: operations["inferenceServerLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether requests would be answered now
         * @description Answers 200 where an inference has just worked for at least one model, else 503.
         */
        get: operations["inferenceServerReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{model}/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether this model would answer now
         * @description Answers 200 where an inference has just worked for this model, else 503.
         */
        get: operations["inferenceModelReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tensors that a model takes and gives
         * @description Gives the names, types and shapes of the tensors of /v2/models/{model}/infer.
         */
        get: operations["inferenceModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{model}/infer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a model for tensors, as the Open Inference Protocol does
         * @description Takes a tensor of texts and gives tensors: of the model’s own task, or `embedding`. /v2/models/{model} tells their names.
         */
        post: operations["inferTensors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether requests would be answered now
         * @description Of the named model; without a name, of at least one, once all are loaded or have failed to.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether requests would be answered now
         * @description Of the named model; without a name, of at least one, once all are loaded or have failed to.
         */
        get: operations["healthReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the service’s own process answers
         * @description Answers 200 whenever the process does, whatever the engines do.
         */
        get: operations["healthLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A model that is served, its licence, intended use and limits
         * @description The named model, or the first that is loaded; and a list of all.
         */
        get: operations["info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Every error has this shape, except under /v1 and /v2.
         * @example {
         *       "error": "No mask_token (<mask>) found on the input: write <mask> in `inputs` where the word is missing.",
         *       "error_type": "validation",
         *       "code": "MASK_MISSING",
         *       "request_id": "5f0c7ff4-6f3b-4e2f-9c55-0d1f4a3f1f6e"
         *     }
         */
        Error: {
            /** @description What happened, with the value, and what to do. */
            error: string;
            /**
             * @description The kind of error, as text-embeddings-inference names them.
             * @enum {unknown}
             */
            error_type: "validation" | "unauthorized" | "overloaded" | "not_found" | "empty" | "tokenizer" | "backend" | "unhealthy";
            /** @description The error’s own code: stable, for programs. */
            code: string;
            /** @description The x-request-id of the request. */
            request_id: string;
        };
        /**
         * @description In the place of a text that has an error, where `on_error` is `item`.
         * @example {
         *       "error": "`inputs[1]` is empty. Send at least one character.",
         *       "error_type": "empty",
         *       "code": "INPUT_EMPTY"
         *     }
         */
        ItemError: {
            /** @description What happened, with the value, and what to do. */
            error: string;
            /**
             * @description The kind of error, as text-embeddings-inference names them.
             * @enum {unknown}
             */
            error_type: "validation" | "unauthorized" | "overloaded" | "not_found" | "empty" | "tokenizer" | "backend" | "unhealthy";
            /** @description The error’s own code: stable, for programs. */
            code: string;
        };
        /**
         * @example {
         *       "inputs": "El único antecedente personal a reseñar era la <mask> arterial.",
         *       "parameters": {
         *         "top_k": 2
         *       }
         *     }
         */
        FillMaskRequest: {
            /** @description A text, or a list of texts, each with at least one mask token. */
            inputs: string | string[];
            parameters?: {
                /**
                 * @description Candidates for each mask.
                 * @default 5
                 */
                top_k?: number;
                /** @description Score only these words. At most `top_k` of them are given. */
                targets?: string | string[];
                /**
                 * @description How targets are looked up. `vocabulary`, as in `transformers`: exact pieces of the vocabulary (`Ġcasa`), else the first token of each. `word`: as they would stand in the mask’s place, with all their tokens.
                 * @default vocabulary
                 * @enum {unknown}
                 */
                target_lookup?: "vocabulary" | "word";
                /**
                 * @description Fill all masks of a text together, from left to right: the answer is one list of sequences. If false, each mask has candidates of its own, which need not fit each other.
                 * @default false
                 */
                joint?: boolean;
                /** @description For `joint`: beginnings that are kept after each mask, and so the most sequences that are given. By default 5, or `top_k` where that is more. */
                beams?: number;
                /**
                 * @description Cut a text that is longer than the model takes, keeping a window around its masks; the answer says so in x-truncated-inputs. If false, such a text is refused.
                 * @default true
                 */
                truncate?: boolean;
                /**
                 * @description What a text with an error spoils. `request`: the whole request is answered with the error; `item`: of a list, only its own place in the answer, which then holds the error, and x-failed-inputs tells which they are.
                 * @default request
                 * @enum {unknown}
                 */
                on_error?: "request" | "item";
            };
            /**
             * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
             * @example clinical-es-mini
             */
            model?: string;
        };
        FillMaskCandidate: {
            /** @description Probability over the whole vocabulary; of a word of several tokens, their geometric mean: exp(log_likelihood / tokens). */
            score: number;
            /** @description The token’s id; of a word, its first token’s. */
            token: number;
            /** @description Its text; a leading space is part of it. */
            token_str: string;
            /** @description The text with the token, or word, in the mask’s place. */
            sequence: string;
            /** @description All tokens of the word, where `target_lookup` is `word`. */
            tokens?: number[];
            /** @description Natural logarithm of the probability of all of them together, each given those before it; likewise. */
            log_likelihood?: number;
        };
        FillMaskSequence: {
            /** @description The geometric mean of the probabilities of its tokens: exp(log_likelihood / masks). */
            score: number;
            /** @description Natural logarithm of the probability of all tokens together, each given those before it. */
            log_likelihood: number;
            /** @description A token for each mask. */
            tokens: number[];
            /** @description Their texts. */
            token_strs: string[];
            /** @description The text with the tokens in the masks’ places. */
            sequence: string;
        };
        /** @description One text: its candidates where it has one mask; such a list for each mask where it has several; with `joint`, sequences for all of them. */
        FillMaskAnswer: components["schemas"]["FillMaskCandidate"][] | components["schemas"]["FillMaskCandidate"][][] | components["schemas"]["FillMaskSequence"][];
        /**
         * @description The answer for the text; for a list of texts a list of answers, also for a list of one.
         * @example [
         *       {
         *         "score": 0.6561,
         *         "token": 1666,
         *         "token_str": " hipertensión",
         *         "sequence": " El único antecedente personal a reseñar era la hipertensión arterial."
         *       },
         *       {
         *         "score": 0.2043,
         *         "token": 3565,
         *         "token_str": " tensión",
         *         "sequence": " El único antecedente personal a reseñar era la tensión arterial."
         *       }
         *     ]
         */
        FillMaskReply: components["schemas"]["FillMaskAnswer"] | (components["schemas"]["FillMaskAnswer"] | components["schemas"]["ItemError"])[];
        /**
         * @example {
         *       "inputs": "Paciente con fiebre y tos.",
         *       "parameters": {
         *         "top_k": 3
         *       }
         *     }
         */
        ScoreRequest: {
            /** @description A text, or a list of texts. */
            inputs: string | string[];
            parameters?: {
                /**
                 * @description What is masked beside a token that is scored. `within_word_l2r`: the tokens of its word that come after it, so that a word of several tokens does not give itself away; `original`: nothing.
                 * @default within_word_l2r
                 * @enum {unknown}
                 */
                method?: "within_word_l2r" | "original";
                /**
                 * @description Tokens that are seen around each word, special tokens included; at most what the model takes. A shorter text is seen as a whole.
                 * @default 128
                 */
                window?: number;
                /**
                 * @description Tokens to give for the place of each word.
                 * @default 0
                 */
                top_k?: number;
                /**
                 * @description Score the first 512 tokens of a longer text; the answer says so in x-truncated-inputs. If false, such a text is refused.
                 * @default true
                 */
                truncate?: boolean;
                /**
                 * @description What a text with an error spoils. `request`: the whole request is answered with the error; `item`: of a list, only its own place in the answer, which then holds the error, and x-failed-inputs tells which they are.
                 * @default request
                 * @enum {unknown}
                 */
                on_error?: "request" | "item";
            };
            /**
             * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
             * @example clinical-es-mini
             */
            model?: string;
        };
        ScoreAlternative: {
            /** @description Probability over the whole vocabulary. */
            score: number;
            /** @description The token’s id. */
            token: number;
            /** @description The token’s text; a leading space is part of it. */
            token_str: string;
        };
        ScoredWord: {
            /** @description The word, or a punctuation mark, as it stands in the text. */
            word: string;
            /** @description Where it starts in the text, in Unicode code points. */
            start: number;
            /** @description Where it ends, exclusive. */
            end: number;
            score: number | null;
            log_likelihood: number | null;
            /** @description Tokens that it has. */
            tokens: number;
            /** @description What the model would put in its place, as one token, best first. */
            alternatives?: components["schemas"]["ScoreAlternative"][];
        };
        ScoredText: {
            /** @description The sum of those of all words. */
            log_likelihood: number;
            perplexity: number | null;
            /** @description Tokens that were scored. */
            tokens: number;
            /** @description Whether words were seen in windows of the text, because it is longer than one. */
            windowed: boolean;
            /** @description In the order of the text. */
            words: components["schemas"]["ScoredWord"][];
        };
        /**
         * @description The scores of the text; for a list of texts, a list of them.
         * @example {
         *       "log_likelihood": -1.5,
         *       "perplexity": 4.48,
         *       "tokens": 1,
         *       "windowed": false,
         *       "words": [
         *         {
         *           "word": "tos",
         *           "start": 0,
         *           "end": 3,
         *           "score": 0.223,
         *           "log_likelihood": -1.5,
         *           "tokens": 1
         *         }
         *       ]
         *     }
         */
        ScoreReply: components["schemas"]["ScoredText"] | (components["schemas"]["ScoredText"] | components["schemas"]["ItemError"])[];
        /**
         * @example {
         *       "inputs": "Paciente con fiebre y tos."
         *     }
         */
        EmbedRequest: {
            /** @description A text, or a list of texts. In the place of each text, its tokens can be given as /tokenize gives them; they are used as they are, without special tokens unless those are among them. */
            inputs: string | (string | number | number[])[];
            /**
             * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
             * @example clinical-es-mini
             */
            model?: string;
            /** @description Scale each vector to length 1. Where it is left out, the model decides, as /info tells: true unless it is a sentence-transformers model without Normalize. */
            normalize?: boolean;
            /**
             * @description Cut a text that is longer than the model takes; the answer says so in x-truncated-inputs. If false, such a text is refused.
             * @default true
             */
            truncate?: boolean;
            /**
             * @description Where a long text is cut: `right`, at its end, or `left`, at its start.
             * @default right
             * @enum {unknown}
             */
            truncation_direction?: "left" | "right";
            /** @description Refused unless null: prompts of a model are not read, so write them before the texts. */
            prompt_name?: string | null;
            /** @description Give so many elements of each vector, from the first on; before it is scaled. Only models trained for it (Matryoshka) lose little by it. */
            dimensions?: number;
            /**
             * @description What a text with an error spoils. `request`: the whole request is answered with the error; `item`: of a list, only its own place in the answer, which then holds the error, and x-failed-inputs tells which they are.
             * @default request
             * @enum {unknown}
             */
            on_error?: "request" | "item";
            /**
             * @description How the states of all tokens, special ones included, become one vector. `mean`: their mean; `cls`: the first one; `max`: the largest value of each dimension; `mean_sqrt_len_tokens`: their sum divided by the square root of their number; `weightedmean`: their mean, in which the n-th counts n times; `lasttoken`: the last one. Where it is left out, the model decides, as /info tells: `mean` unless a sentence-transformers model says otherwise.
             * @enum {unknown}
             */
            pooling?: "mean" | "cls" | "max" | "mean_sqrt_len_tokens" | "weightedmean" | "lasttoken";
        };
        /**
         * @description One vector for each text, also for a single one.
         * @example [
         *       [
         *         -0.0698,
         *         0.1195,
         *         -0.1076
         *       ]
         *     ]
         */
        EmbedReply: (number[] | components["schemas"]["ItemError"])[];
        /**
         * @example {
         *       "inputs": "Paciente con fiebre y tos."
         *     }
         */
        EmbedAllRequest: {
            /** @description A text, or a list of texts. In the place of each text, its tokens can be given as /tokenize gives them; they are used as they are, without special tokens unless those are among them. */
            inputs: string | (string | number | number[])[];
            /**
             * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
             * @example clinical-es-mini
             */
            model?: string;
            /**
             * @description Cut a text that is longer than the model takes; the answer says so in x-truncated-inputs. If false, such a text is refused.
             * @default true
             */
            truncate?: boolean;
            /**
             * @description Where a long text is cut: `right`, at its end, or `left`, at its start.
             * @default right
             * @enum {unknown}
             */
            truncation_direction?: "left" | "right";
            /** @description Refused unless null: prompts of a model are not read, so write them before the texts. */
            prompt_name?: string | null;
        };
        /**
         * @description For each text, also for a single one, the vectors of its tokens.
         * @example [
         *       [
         *         [
         *           -0.0698,
         *           0.1195,
         *           -0.1076
         *         ]
         *       ]
         *     ]
         */
        EmbedAllReply: number[][][];
        /**
         * @example {
         *       "inputs": {
         *         "source_sentence": "Paciente con fiebre.",
         *         "sentences": [
         *           "El enfermo tiene calentura.",
         *           "Fractura de fémur."
         *         ]
         *       }
         *     }
         */
        SentenceSimilarityRequest: {
            inputs: {
                /** @description The text that others are compared with. */
                source_sentence: string;
                /** @description The others. */
                sentences: string[];
            };
            parameters?: {
                /**
                 * @description Cut a text that is longer than the model takes; the answer says so in x-truncated-inputs. If false, such a text is refused.
                 * @default true
                 */
                truncate?: boolean;
                /**
                 * @description Where a long text is cut: `right`, at its end, or `left`, at its start.
                 * @default right
                 * @enum {unknown}
                 */
                truncation_direction?: "left" | "right";
                /** @description Refused unless null: prompts of a model are not read, so write them before the texts. */
                prompt_name?: string | null;
            };
            /**
             * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
             * @example clinical-es-mini
             */
            model?: string;
        };
        /**
         * @description For each of the sentences, the cosine with the source: 1 for the same direction.
         * @example [
         *       0.94,
         *       0.71
         *     ]
         */
        SentenceSimilarityReply: number[];
        /**
         * @example {
         *       "inputs": "No refiere fiebre."
         *     }
         */
        TextClassificationRequest: {
            /** @description A text, or a list of texts. */
            inputs: string | string[];
            parameters?: {
                /** @description Labels for each text; all by default. */
                top_k?: number;
                /** @description Leave out labels with a lower score. */
                threshold?: number;
                /**
                 * @description Answer for no more than the model sees at once, from the start of a text; the answer says so in x-truncated-inputs. If false, a long text is answered whole, in windows.
                 * @default false
                 */
                truncate?: boolean;
                /**
                 * @description How the scores of a long text are made of those of its windows: `mean`, weighed by their tokens, or `max`, the largest of each label.
                 * @default mean
                 * @enum {unknown}
                 */
                window_pooling?: "mean" | "max";
                /**
                 * @description What a text with an error spoils. `request`: the whole request is answered with the error; `item`: of a list, only its own place in the answer, which then holds the error, and x-failed-inputs tells which they are.
                 * @default request
                 * @enum {unknown}
                 */
                on_error?: "request" | "item";
            };
            /**
             * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
             * @example clinical-es-mini
             */
            model?: string;
        };
        ScoredLabel: {
            label: string;
            /** @description A probability: softmax over the labels, or each label by itself where several can hold at once; a plain number for a regression. */
            score: number;
        };
        /**
         * @description The labels of the text; for a list of texts, a list of them.
         * @example [
         *       {
         *         "label": "negativo",
         *         "score": 0.91
         *       },
         *       {
         *         "label": "positivo",
         *         "score": 0.09
         *       }
         *     ]
         */
        TextClassificationReply: components["schemas"]["ScoredLabel"][] | (components["schemas"]["ScoredLabel"][] | components["schemas"]["ItemError"])[];
        /**
         * @example {
         *       "inputs": "Se inició tratamiento con amoxicilina."
         *     }
         */
        TokenClassificationRequest: {
            /** @description A text, or a list of texts. */
            inputs: string | string[];
            parameters?: {
                /**
                 * @description `word` (where it is left out): whole words, each with the label of its first token, punctuation apart. The others as in `transformers`; with `POST /`, `simple` where it is left out. `none`: every token with its label. `simple`: neighbouring tokens of the same label together. `first`, `average`, `max`: words first, each with the label of its first token, of the mean of its tokens, or of its surest token.
                 * @enum {unknown}
                 */
                aggregation_strategy?: "word" | "none" | "simple" | "first" | "average" | "max";
                /**
                 * @description Labels, or groups, to leave out.
                 * @default [
                 *       "O"
                 *     ]
                 */
                ignore_labels?: string[];
                /**
                 * @description Answer for no more than the model sees at once, from the start of a text; the answer says so in x-truncated-inputs. If false, a long text is answered whole, in windows.
                 * @default false
                 */
                truncate?: boolean;
                /** @description Tokens that the model sees at once, special ones included; what it takes at most. Where it is left out, 160 with `word`, and with the others all that the model takes. */
                window?: number;
                /** @description Tokens that the windows over a long text share at most: an eighth of a window where it is left out, a quarter at most. */
                stride?: number;
                /**
                 * @description `json`: entities. `brat`: the lines of a .ann file, as text/plain; for a list of texts a list of such files. `bioc`: a collection in BioC’s JSON, with a document for each text.
                 * @default json
                 * @enum {unknown}
                 */
                format?: "json" | "brat" | "bioc";
                /**
                 * @description What a text with an error spoils. `request`: the whole request is answered with the error; `item`: of a list, only its own place in the answer, which then holds the error, and x-failed-inputs tells which they are.
                 * @default request
                 * @enum {unknown}
                 */
                on_error?: "request" | "item";
            };
            /**
             * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
             * @example clinical-es-mini
             */
            model?: string;
        };
        EntityToken: {
            /** @description The label of the token. */
            entity: string;
            /** @description Probability of the label. */
            score: number;
            /** @description Position of the token, special tokens counted. */
            index: number;
            /** @description The token as it stands in the vocabulary. */
            word: string;
            /** @description Where it starts in the text. Counted in Unicode code points, as Python does; an emoji is one, an accent that is a character of its own is one more. */
            start: number;
            /** @description Where it ends, exclusive. Counted in Unicode code points, as Python does; an emoji is one, an accent that is a character of its own is one more. */
            end: number;
        };
        EntityGroup: {
            /** @description The label without its prefix, such as B- or I-. */
            entity_group: string;
            /** @description Mean probability. */
            score: number;
            /** @description The text of the entity, as it stands in the input. */
            word: string;
            /** @description Where it starts in the text. Counted in Unicode code points, as Python does; an emoji is one, an accent that is a character of its own is one more. */
            start: number;
            /** @description Where it ends, exclusive. Counted in Unicode code points, as Python does; an emoji is one, an accent that is a character of its own is one more. */
            end: number;
        };
        /** @description A collection in BioC’s JSON. Offsets count code points. */
        BiocCollection: {
            /** @description The model. */
            source: string;
            date: string;
            key: string;
            infons: {
                [key: string]: string;
            };
            documents: {
                /** @description Index of the text in the request. */
                id: string;
                infons: {
                    [key: string]: string;
                };
                passages: {
                    offset: number;
                    infons: {
                        [key: string]: string;
                    };
                    text: string;
                    sentences: unknown[];
                    annotations: {
                        id: string;
                        /** @description `type` and `score`. */
                        infons: {
                            [key: string]: string;
                        };
                        text: string;
                        locations: {
                            offset: number;
                            length: number;
                        }[];
                    }[];
                    relations: unknown[];
                }[];
                relations: unknown[];
            }[];
        };
        /**
         * @description The entities of the text; for a list of texts, a list of them.
         * @example [
         *       {
         *         "entity_group": "NORMALIZABLES",
         *         "score": 0.99,
         *         "word": "amoxicilina",
         *         "start": 26,
         *         "end": 37
         *       }
         *     ]
         */
        TokenClassificationReply: (components["schemas"]["EntityGroup"][] | components["schemas"]["EntityToken"][]) | ((components["schemas"]["EntityGroup"][] | components["schemas"]["EntityToken"][]) | components["schemas"]["ItemError"])[];
        /** @description Entities, a collection of BioC, or for a list of texts a list of files of brat. */
        TokenClassificationAnswer: components["schemas"]["TokenClassificationReply"] | components["schemas"]["BiocCollection"] | (string | components["schemas"]["ItemError"])[];
        /**
         * @description For vectors, keys of /embed can stand in `parameters` or beside `inputs`, as clients of the Hub have it.
         * @example {
         *       "inputs": "La paciente refiere <mask> abdominal.",
         *       "parameters": {
         *         "top_k": 2
         *       }
         *     }
         */
        InferenceRequest: {
            /** @description A text, or a list of texts; for a comparison an object of `source_sentence` and `sentences`. */
            inputs: unknown;
            /**
             * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
             * @example clinical-es-mini
             */
            model?: string;
            /** @description Those of the task’s own operation. */
            parameters?: {
                [key: string]: unknown;
            };
            /** @description What older clients send, such as `wait_for_model`: taken, and not used. */
            options?: {
                [key: string]: unknown;
            };
        };
        /**
         * @description The answer of the task’s own operation; labels of a text are in a list of lists.
         * @example [
         *       {
         *         "score": 0.6561,
         *         "token": 1666,
         *         "token_str": " hipertensión",
         *         "sequence": " Antecedente de hipertensión arterial."
         *       }
         *     ]
         */
        InferenceReply: components["schemas"]["FillMaskReply"] | components["schemas"]["TokenClassificationReply"] | components["schemas"]["TextClassificationReply"] | components["schemas"]["EmbedReply"] | components["schemas"]["SentenceSimilarityReply"];
        /**
         * @example {
         *       "inputs": "Fiebre y tos."
         *     }
         */
        TokenizeRequest: {
            /** @description A text, or a list of texts. */
            inputs: string | string[];
            /**
             * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
             * @example clinical-es-mini
             */
            model?: string;
            /**
             * @description Whether the special tokens around a text are given too.
             * @default true
             */
            add_special_tokens?: boolean;
        };
        Token: {
            id: number;
            /** @description The token’s part of the text; a special token as the vocabulary writes it. */
            text: string;
            /** @description Whether it is one of the special tokens around the text. Those that stand in the text itself, such as a mask, are not. */
            special: boolean;
            /** @description Where it starts in the text, in Unicode code points; null for special tokens. */
            start: number | null;
            /** @description Where it stops, exclusive, in Unicode code points; null for special tokens. Tokens that share a character, such as an emoji, have the same place. */
            stop: number | null;
        };
        /**
         * @description The tokens of each text, also for a single one.
         * @example [
         *       [
         *         {
         *           "id": 0,
         *           "text": "<s>",
         *           "special": true,
         *           "start": null,
         *           "stop": null
         *         }
         *       ]
         *     ]
         */
        TokenizeReply: components["schemas"]["Token"][][];
        /**
         * @example {
         *       "ids": [
         *         0,
         *         1666,
         *         2
         *       ]
         *     }
         */
        DecodeRequest: {
            /** @description Token ids of one text, or a list of them for each of several texts. */
            ids: (number | number[])[];
            /**
             * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
             * @example clinical-es-mini
             */
            model?: string;
            /**
             * @description Leave out the model’s special tokens, masks included.
             * @default true
             */
            skip_special_tokens?: boolean;
        };
        /**
         * @description The text of each list of tokens, also for a single one.
         * @example [
         *       " hipertensión"
         *     ]
         */
        DecodeReply: string[];
        /**
         * @example {
         *       "inputs": "Remitido por la Dra. Ruiz. Hb. 12,3 g/dl. Alta."
         *     }
         */
        SentencesRequest: {
            /** @description A text, or a list of texts. */
            inputs: string | string[];
        };
        Sentence: {
            /** @description As it stands in the text, without white space around it. */
            text: string;
            /** @description Where it starts in the text, in Unicode code points. */
            start: number;
            /** @description Where it ends, exclusive, in Unicode code points. */
            end: number;
            /** @description Number of its paragraph, from 0. Blank lines are between paragraphs. */
            paragraph: number;
        };
        /**
         * @description The sentences of the text; for a list of texts, a list of them.
         * @example [
         *       {
         *         "text": "Remitido por la Dra. Ruiz.",
         *         "start": 0,
         *         "end": 26,
         *         "paragraph": 0
         *       }
         *     ]
         */
        SentencesReply: components["schemas"]["Sentence"][] | components["schemas"]["Sentence"][][];
        /**
         * @description Every error under /v1 has this shape.
         * @example {
         *       "error": {
         *         "message": "No model of this name is served here: clinical-es-mini. Name one, or leave `model` out.",
         *         "type": "invalid_request_error",
         *         "param": "model",
         *         "code": "model_not_found"
         *       }
         *     }
         */
        OpenaiError: {
            error: {
                /** @description What happened, with the value, and what to do. */
                message: string;
                /** @enum {unknown} */
                type: "invalid_request_error" | "rate_limit_error" | "server_error";
                /** @description The key of the request that is to blame, where it is one. */
                param: string | null;
                /** @description The error’s own code, in small letters. */
                code: string;
            };
        };
        /**
         * @example {
         *       "input": "Paciente con fiebre y tos.",
         *       "model": "clinical-es-mini"
         *     }
         */
        CreateEmbeddingRequest: {
            /** @description A text, or a list of texts. In the place of each text, its tokens can be given as /tokenize gives them; they are used as they are, without special tokens unless those are among them. */
            input: string | (string | number | number[])[];
            /**
             * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
             * @example clinical-es-mini
             */
            model?: string;
            /**
             * @description `base64`: each vector as 32-bit floats, least significant byte first.
             * @default float
             * @enum {unknown}
             */
            encoding_format?: "float" | "base64";
            /** @description Give so many elements of each vector, from the first on; before it is scaled. Only models trained for it (Matryoshka) lose little by it. */
            dimensions?: number;
            /** @description Taken, and not used. */
            user?: string;
        };
        /**
         * @example {
         *       "object": "list",
         *       "data": [
         *         {
         *           "object": "embedding",
         *           "index": 0,
         *           "embedding": [
         *             -0.0698,
         *             0.1195,
         *             -0.1076
         *           ]
         *         }
         *       ],
         *       "model": "clinical-es-mini",
         *       "usage": {
         *         "prompt_tokens": 8,
         *         "total_tokens": 8
         *       }
         *     }
         */
        CreateEmbeddingReply: {
            /** @enum {string} */
            object: "list";
            data: {
                /** @enum {string} */
                object: "embedding";
                index: number;
                /** @description Numbers, or base64. */
                embedding: number[] | string;
            }[];
            model: string;
            usage: {
                /** @description Special tokens included. */
                prompt_tokens: number;
                total_tokens: number;
            };
        };
        OpenaiModel: {
            id: string;
            /** @enum {string} */
            object: "model";
            /** @description When the service was started, in seconds since 1970: checkpoints tell no date. */
            created: number;
            /** @description The first part of the model’s name on the Hub; without one, `mascarilla`. */
            owned_by: string;
        };
        /**
         * @description The models that are loaded.
         * @example {
         *       "object": "list",
         *       "data": [
         *         {
         *           "id": "clinical-es-mini",
         *           "object": "model",
         *           "created": 1764000000,
         *           "owned_by": "mascarilla"
         *         }
         *       ]
         *     }
         */
        ModelsReply: {
            /** @enum {string} */
            object: "list";
            data: components["schemas"]["OpenaiModel"][];
        };
        /**
         * @description Every error under /v2 has this shape.
         * @example {
         *       "error": "The model that is served here is clinical-es-mini."
         *     }
         */
        OpenInferenceError: {
            /** @description What happened, with the value, and what to do. */
            error: string;
        };
        /**
         * @example {
         *       "id": "1",
         *       "inputs": [
         *         {
         *           "name": "text",
         *           "shape": [
         *             1
         *           ],
         *           "datatype": "BYTES",
         *           "data": [
         *             "Dolor <mask> en el pecho."
         *           ]
         *         }
         *       ],
         *       "parameters": {
         *         "top_k": 1
         *       }
         *     }
         */
        InferTensorsRequest: {
            /** @description Comes back with the answer. */
            id?: string;
            /** @description The options that the task’s own path takes: `top_k`, `pooling` and the like. */
            parameters?: {
                [key: string]: unknown;
            };
            inputs: {
                /** @enum {string} */
                name: "text";
                /** @description The number of texts, also as `[texts, 1]`. */
                shape: number[];
                /** @enum {string} */
                datatype: "BYTES";
                /** @description The texts, flat, or in as many lists as the shape says. */
                data: string[] | string[][];
                /** @description Not used. */
                parameters?: {
                    [key: string]: unknown;
                };
            }[];
            /** @description The tensors that are wanted, of one task. Left out, all of the model’s own task. */
            outputs?: {
                name: string;
                /** @description Not used. */
                parameters?: {
                    [key: string]: unknown;
                };
            }[];
        };
        /**
         * @example {
         *       "model_name": "clinical-es-mini",
         *       "id": "1",
         *       "outputs": [
         *         {
         *           "name": "token_str",
         *           "datatype": "BYTES",
         *           "shape": [
         *             1,
         *             1
         *           ],
         *           "data": [
         *             " torácico"
         *           ]
         *         }
         *       ]
         *     }
         */
        InferTensorsReply: {
            model_name: string;
            id?: string;
            outputs: {
                name: string;
                /** @enum {unknown} */
                datatype: "BYTES" | "FP32" | "INT64";
                shape: number[];
                /** @description Row by row. */
                data: string[] | number[];
            }[];
        };
        /**
         * @example {
         *       "name": "mascarilla",
         *       "version": "0.1.0",
         *       "extensions": []
         *     }
         */
        OpenInferenceServerReply: {
            name: string;
            version: string;
            extensions: string[];
        };
        /**
         * @example {
         *       "live": true
         *     }
         */
        OpenInferenceLiveReply: {
            live: boolean;
        };
        /**
         * @example {
         *       "live": true,
         *       "ready": true
         *     }
         */
        OpenInferenceReadyReply: {
            /** @description As the protocol has it. */
            live: boolean;
            /** @description As KServe has it. */
            ready: boolean;
        };
        /**
         * @example {
         *       "name": "clinical-es-mini",
         *       "ready": true
         *     }
         */
        OpenInferenceModelReadyReply: {
            name: string;
            ready: boolean;
        };
        /**
         * @example {
         *       "name": "clinical-es-mini",
         *       "platform": "onnxruntime_onnx",
         *       "inputs": [
         *         {
         *           "name": "text",
         *           "datatype": "BYTES",
         *           "shape": [
         *             -1
         *           ]
         *         }
         *       ],
         *       "outputs": [
         *         {
         *           "name": "embedding",
         *           "datatype": "FP32",
         *           "shape": [
         *             -1,
         *             256
         *           ]
         *         }
         *       ]
         *     }
         */
        OpenInferenceModelReply: {
            name: string;
            platform: string;
            inputs: {
                name: string;
                /** @enum {unknown} */
                datatype: "BYTES" | "FP32" | "INT64";
                /** @description -1 where it depends on the request. */
                shape: number[];
            }[];
            outputs: {
                name: string;
                /** @enum {unknown} */
                datatype: "BYTES" | "FP32" | "INT64";
                /** @description -1 where it depends on the request. */
                shape: number[];
            }[];
        };
        /**
         * @example {
         *       "status": "ok"
         *     }
         */
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        Info: {
            /** @description Version of mascarilla. */
            version: string;
            model_id: string;
            /** @description SHA-256 of the checkpoint’s weights; of several files, of their hashes. */
            model_sha: string;
            /** @description Arithmetic of the served model; `exported`: that of a ready ONNX export. */
            model_dtype: string;
            /** @description How near a model in int8 or fp16 comes to itself in fp32, as measured when it was converted; else null. */
            agreement: null | {
                /** @description On which it was measured. */
                texts: number;
                /** @description Masked words or labels that were compared. */
                decisions: number;
                /** @description Share of the decisions that are the same; null where the model makes none. */
                same: number | null;
                /** @description Mean Kullback-Leibler divergence from the distributions of fp32, in nats. */
                divergence: number | null;
                /** @description Mean over the vectors of the texts. */
                cosine: number;
                least_cosine: number;
            };
            /** @description Architecture. */
            model_type: string;
            tasks: string[];
            /** @description How a mask is written in a text; null where the model knows none. */
            mask_token: string | null;
            /** @description Of a classifier; else empty. */
            labels: string[];
            vocabulary_size: number;
            embedding_size: number;
            /**
             * @description The pooling of /embed where a request does not say it.
             * @enum {unknown}
             */
            pooling: "mean" | "cls" | "max" | "mean_sqrt_len_tokens" | "weightedmean" | "lasttoken";
            /** @description Whether /embed scales vectors to length 1 where a request does not say it. */
            normalize: boolean;
            /** @description Tokens of a text, special tokens included; longer ones are cut. */
            max_input_length: number;
            max_batch_tokens: number;
            /** @description Texts of one batch. */
            max_batch_requests: number;
            /** @description Texts of one request. */
            max_client_batch_size: number;
            /** @description Masks of one text. */
            max_masks: number;
            max_top_k: number;
            /** @description What computes, `cpu` or `cuda`; of several devices, the first. */
            provider: string;
            /** @description Threads on the processor, of all engines together. */
            threads: number;
            /** @description One for each engine. */
            devices: {
                /** @enum {unknown} */
                kind: "cpu" | "cuda";
                /** @description Null on a GPU. */
                threads: number | null;
                /** @description Of a GPU in CUDA; null on the processor. */
                index: number | null;
                /** @description What ONNX Runtime computes with: `cpu` or `cuda`. */
                provider: string;
                /** @description Whether it would compute now. */
                ready: boolean;
                /** @description How often its engine ended and was started again. */
                restarts: number;
            }[];
            /** @description Why `--devices auto` took the processor and no GPU; else null. */
            device_fallback: string | null;
            /** @description Of a model in 8-bit integers: `overflowing` on processors that need a slower way to be right (x86 without VNNI). Else null. */
            integer_sums: ("exact" | "overflowing") | null;
            /** @description From the model card. */
            license: string | null;
            /** @description From the model card. */
            languages: string[];
            /** @description Intended use and limitations, in the words of the model card. */
            intended_use: string | null;
            /** @description All models of the service, in the order of its configuration. */
            models: {
                /** @description What a request calls it in `model`. */
                name: string;
                /** @enum {unknown} */
                state: "loading" | "ready" | "failed";
                /** @description Empty before it is loaded. */
                tasks: string[];
                /** @description The code of the error for which it could not be loaded; the log has more. */
                error: string | null;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    fillMask: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.
                 * @example 2000
                 */
                "x-request-timeout-ms"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FillMaskRequest"];
            };
        };
        responses: {
            /** @description The candidates. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    /** @description Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was. */
                    "x-truncated-inputs"?: string;
                    /** @description Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`. */
                    "x-failed-inputs"?: string;
                    /** @description Tokens computed, special tokens included. */
                    "x-compute-tokens"?: string;
                    /** @description Milliseconds in the service. */
                    "x-total-time"?: string;
                    /** @description Milliseconds of tokenising. */
                    "x-tokenization-time"?: string;
                    /** @description Milliseconds of the text that waited longest; of several rounds, all together. */
                    "x-queue-time"?: string;
                    /** @description Milliseconds of the slowest batch, likewise. */
                    "x-inference-time"?: string;
                    /** @description The same times, as browsers show them. */
                    "server-timing"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FillMaskReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUT_TOO_LONG, INPUTS_TOO_MANY, TASK_UNSUPPORTED, MASK_MISSING, MASKS_TOO_MANY, MASKS_TOO_FAR_APART, TOP_K_TOO_LARGE, CANDIDATES_TOO_MANY, COMPUTATION_TOO_LARGE, TARGETS_EMPTY, TARGETS_TOO_MANY, TARGET_UNKNOWN, TARGET_TOO_LONG */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description OVERLOADED, RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED, ENGINE_FAILED, ROW_REFUSED, INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_UNREACHABLE, ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_PASSED */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    scoreTexts: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.
                 * @example 2000
                 */
                "x-request-timeout-ms"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScoreRequest"];
            };
        };
        responses: {
            /** @description The scores. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    /** @description Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was. */
                    "x-truncated-inputs"?: string;
                    /** @description Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`. */
                    "x-failed-inputs"?: string;
                    /** @description Tokens computed, special tokens included. */
                    "x-compute-tokens"?: string;
                    /** @description Milliseconds in the service. */
                    "x-total-time"?: string;
                    /** @description Milliseconds of tokenising. */
                    "x-tokenization-time"?: string;
                    /** @description Milliseconds of the text that waited longest; of several rounds, all together. */
                    "x-queue-time"?: string;
                    /** @description Milliseconds of the slowest batch, likewise. */
                    "x-inference-time"?: string;
                    /** @description The same times, as browsers show them. */
                    "server-timing"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScoreReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUT_TOO_LONG, INPUTS_TOO_MANY, TASK_UNSUPPORTED, TOP_K_TOO_LARGE, CANDIDATES_TOO_MANY, COMPUTATION_TOO_LARGE */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description OVERLOADED, RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED, ENGINE_FAILED, ROW_REFUSED, INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_UNREACHABLE, ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_PASSED */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    embed: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.
                 * @example 2000
                 */
                "x-request-timeout-ms"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmbedRequest"];
            };
        };
        responses: {
            /** @description The vectors, in the type that the accept header likes best; JSON where it likes none of these. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    /** @description Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was. */
                    "x-truncated-inputs"?: string;
                    /** @description Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`. */
                    "x-failed-inputs"?: string;
                    /** @description Tokens computed, special tokens included. */
                    "x-compute-tokens"?: string;
                    /** @description Milliseconds in the service. */
                    "x-total-time"?: string;
                    /** @description Milliseconds of tokenising. */
                    "x-tokenization-time"?: string;
                    /** @description Milliseconds of the text that waited longest; of several rounds, all together. */
                    "x-queue-time"?: string;
                    /** @description Milliseconds of the slowest batch, likewise. */
                    "x-inference-time"?: string;
                    /** @description The same times, as browsers show them. */
                    "server-timing"?: string;
                    /** @description Texts and numbers of a vector, such as `3,768`; not in JSON. */
                    "x-embedding-shape"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbedReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUT_TOO_LONG, INPUTS_TOO_MANY, TASK_UNSUPPORTED, PROMPT_UNKNOWN, TOKEN_UNKNOWN, DIMENSIONS_TOO_MANY */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description OVERLOADED, RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED, ENGINE_FAILED, ROW_REFUSED, INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_UNREACHABLE, ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_PASSED */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    embedAll: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.
                 * @example 2000
                 */
                "x-request-timeout-ms"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmbedAllRequest"];
            };
        };
        responses: {
            /** @description The vectors. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    /** @description Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was. */
                    "x-truncated-inputs"?: string;
                    /** @description Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`. */
                    "x-failed-inputs"?: string;
                    /** @description Tokens computed, special tokens included. */
                    "x-compute-tokens"?: string;
                    /** @description Milliseconds in the service. */
                    "x-total-time"?: string;
                    /** @description Milliseconds of tokenising. */
                    "x-tokenization-time"?: string;
                    /** @description Milliseconds of the text that waited longest; of several rounds, all together. */
                    "x-queue-time"?: string;
                    /** @description Milliseconds of the slowest batch, likewise. */
                    "x-inference-time"?: string;
                    /** @description The same times, as browsers show them. */
                    "server-timing"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmbedAllReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUT_TOO_LONG, INPUTS_TOO_MANY, TASK_UNSUPPORTED, PROMPT_UNKNOWN, TOKEN_UNKNOWN, STATES_TOO_MANY */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description OVERLOADED, RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED, ENGINE_FAILED, ROW_REFUSED, INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_UNREACHABLE, ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_PASSED */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    compareSentences: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.
                 * @example 2000
                 */
                "x-request-timeout-ms"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SentenceSimilarityRequest"];
            };
        };
        responses: {
            /** @description The cosines. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    /** @description Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was. */
                    "x-truncated-inputs"?: string;
                    /** @description Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`. */
                    "x-failed-inputs"?: string;
                    /** @description Tokens computed, special tokens included. */
                    "x-compute-tokens"?: string;
                    /** @description Milliseconds in the service. */
                    "x-total-time"?: string;
                    /** @description Milliseconds of tokenising. */
                    "x-tokenization-time"?: string;
                    /** @description Milliseconds of the text that waited longest; of several rounds, all together. */
                    "x-queue-time"?: string;
                    /** @description Milliseconds of the slowest batch, likewise. */
                    "x-inference-time"?: string;
                    /** @description The same times, as browsers show them. */
                    "server-timing"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentenceSimilarityReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUT_TOO_LONG, INPUTS_TOO_MANY, TASK_UNSUPPORTED, PROMPT_UNKNOWN */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description OVERLOADED, RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED, ENGINE_FAILED, ROW_REFUSED, INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_UNREACHABLE, ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_PASSED */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    classifyText: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.
                 * @example 2000
                 */
                "x-request-timeout-ms"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextClassificationRequest"];
            };
        };
        responses: {
            /** @description The labels. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    /** @description Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was. */
                    "x-truncated-inputs"?: string;
                    /** @description Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`. */
                    "x-failed-inputs"?: string;
                    /** @description Tokens computed, special tokens included. */
                    "x-compute-tokens"?: string;
                    /** @description Milliseconds in the service. */
                    "x-total-time"?: string;
                    /** @description Milliseconds of tokenising. */
                    "x-tokenization-time"?: string;
                    /** @description Milliseconds of the text that waited longest; of several rounds, all together. */
                    "x-queue-time"?: string;
                    /** @description Milliseconds of the slowest batch, likewise. */
                    "x-inference-time"?: string;
                    /** @description The same times, as browsers show them. */
                    "server-timing"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TextClassificationReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUT_TOO_LONG, INPUTS_TOO_MANY, CHARACTERS_TOO_MANY, WINDOWS_TOO_MANY, TASK_UNSUPPORTED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description OVERLOADED, RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED, ENGINE_FAILED, ROW_REFUSED, INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_UNREACHABLE, ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_PASSED */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    findEntities: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.
                 * @example 2000
                 */
                "x-request-timeout-ms"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenClassificationRequest"];
            };
        };
        responses: {
            /** @description The entities, in the format that was asked for. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    /** @description Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was. */
                    "x-truncated-inputs"?: string;
                    /** @description Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`. */
                    "x-failed-inputs"?: string;
                    /** @description Tokens computed, special tokens included. */
                    "x-compute-tokens"?: string;
                    /** @description Milliseconds in the service. */
                    "x-total-time"?: string;
                    /** @description Milliseconds of tokenising. */
                    "x-tokenization-time"?: string;
                    /** @description Milliseconds of the text that waited longest; of several rounds, all together. */
                    "x-queue-time"?: string;
                    /** @description Milliseconds of the slowest batch, likewise. */
                    "x-inference-time"?: string;
                    /** @description The same times, as browsers show them. */
                    "server-timing"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenClassificationAnswer"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUT_TOO_LONG, INPUTS_TOO_MANY, CHARACTERS_TOO_MANY, WINDOWS_TOO_MANY, TASK_UNSUPPORTED */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description OVERLOADED, RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED, ENGINE_FAILED, ROW_REFUSED, INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_UNREACHABLE, ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_PASSED */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    infer: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.
                 * @example 2000
                 */
                "x-request-timeout-ms"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InferenceRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    /** @description Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was. */
                    "x-truncated-inputs"?: string;
                    /** @description Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`. */
                    "x-failed-inputs"?: string;
                    /** @description Tokens computed, special tokens included. */
                    "x-compute-tokens"?: string;
                    /** @description Milliseconds in the service. */
                    "x-total-time"?: string;
                    /** @description Milliseconds of tokenising. */
                    "x-tokenization-time"?: string;
                    /** @description Milliseconds of the text that waited longest; of several rounds, all together. */
                    "x-queue-time"?: string;
                    /** @description Milliseconds of the slowest batch, likewise. */
                    "x-inference-time"?: string;
                    /** @description The same times, as browsers show them. */
                    "server-timing"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUT_TOO_LONG, INPUTS_TOO_MANY, TASK_UNSUPPORTED, MASK_MISSING, MASKS_TOO_MANY, MASKS_TOO_FAR_APART, TOP_K_TOO_LARGE, CANDIDATES_TOO_MANY, COMPUTATION_TOO_LARGE, TARGETS_EMPTY, TARGETS_TOO_MANY, TARGET_UNKNOWN, TARGET_TOO_LONG, TOKEN_UNKNOWN, PROMPT_UNKNOWN, DIMENSIONS_TOO_MANY */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description OVERLOADED, RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED, ENGINE_FAILED, ROW_REFUSED, INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_UNREACHABLE, ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_PASSED */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    inferWithModel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.
                 * @example 2000
                 */
                "x-request-timeout-ms"?: string;
            };
            path: {
                /** @description The name of a served model, or the last part of it. */
                model: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InferenceRequest"];
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    /** @description Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was. */
                    "x-truncated-inputs"?: string;
                    /** @description Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`. */
                    "x-failed-inputs"?: string;
                    /** @description Tokens computed, special tokens included. */
                    "x-compute-tokens"?: string;
                    /** @description Milliseconds in the service. */
                    "x-total-time"?: string;
                    /** @description Milliseconds of tokenising. */
                    "x-tokenization-time"?: string;
                    /** @description Milliseconds of the text that waited longest; of several rounds, all together. */
                    "x-queue-time"?: string;
                    /** @description Milliseconds of the slowest batch, likewise. */
                    "x-inference-time"?: string;
                    /** @description The same times, as browsers show them. */
                    "server-timing"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferenceReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUT_TOO_LONG, INPUTS_TOO_MANY, TASK_UNSUPPORTED, MASK_MISSING, MASKS_TOO_MANY, MASKS_TOO_FAR_APART, TOP_K_TOO_LARGE, CANDIDATES_TOO_MANY, COMPUTATION_TOO_LARGE, TARGETS_EMPTY, TARGETS_TOO_MANY, TARGET_UNKNOWN, TARGET_TOO_LONG, TOKEN_UNKNOWN, PROMPT_UNKNOWN, DIMENSIONS_TOO_MANY */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description OVERLOADED, RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED, ENGINE_FAILED, ROW_REFUSED, INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_UNREACHABLE, ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description DEADLINE_PASSED */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    tokenize: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenizeRequest"];
            };
        };
        responses: {
            /** @description The tokens. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenizeReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUTS_TOO_MANY, INPUT_NOT_UNICODE, CHARACTERS_TOO_MANY */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INTERNAL, MODEL_FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    decode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecodeRequest"];
            };
        };
        responses: {
            /** @description The texts. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecodeReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUTS_TOO_MANY, TOKENS_TOO_MANY, TOKEN_UNKNOWN */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INTERNAL, MODEL_FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    splitSentences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SentencesRequest"];
            };
        };
        responses: {
            /** @description The sentences. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentencesReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUTS_TOO_MANY, CHARACTERS_TOO_MANY */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INTERNAL, MODEL_FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    createEmbedding: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.
                 * @example 2000
                 */
                "x-request-timeout-ms"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateEmbeddingRequest"];
            };
        };
        responses: {
            /** @description The vectors. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    /** @description Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was. */
                    "x-truncated-inputs"?: string;
                    /** @description Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`. */
                    "x-failed-inputs"?: string;
                    /** @description Tokens computed, special tokens included. */
                    "x-compute-tokens"?: string;
                    /** @description Milliseconds in the service. */
                    "x-total-time"?: string;
                    /** @description Milliseconds of tokenising. */
                    "x-tokenization-time"?: string;
                    /** @description Milliseconds of the text that waited longest; of several rounds, all together. */
                    "x-queue-time"?: string;
                    /** @description Milliseconds of the slowest batch, likewise. */
                    "x-inference-time"?: string;
                    /** @description The same times, as browsers show them. */
                    "server-timing"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateEmbeddingReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUT_TOO_LONG, INPUTS_TOO_MANY, TASK_UNSUPPORTED, TOKEN_UNKNOWN, DIMENSIONS_TOO_MANY */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description OVERLOADED, RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description MODEL_FAILED, ENGINE_FAILED, ROW_REFUSED, INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description DEADLINE_UNREACHABLE, ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description DEADLINE_PASSED */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The models. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelsReply"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description MODEL_FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
        };
    };
    retrieveModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a served model, or the last part of it. */
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiModel"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description MODEL_FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
            /** @description ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenaiError"];
                };
            };
        };
    };
    inferenceServer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceServerReply"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description SHUTTING_DOWN */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
        };
    };
    inferenceServerLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceLiveReply"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description SHUTTING_DOWN */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
        };
    };
    inferenceServerReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceReadyReply"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description ENGINE_UNAVAILABLE, SHUTTING_DOWN */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
        };
    };
    inferenceModelReady: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a served model, or the last part of it. */
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceModelReadyReply"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description MODEL_FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description ENGINE_UNAVAILABLE, SHUTTING_DOWN */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
        };
    };
    inferenceModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a served model, or the last part of it. */
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceModelReply"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description MODEL_FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description ENGINE_UNAVAILABLE, SHUTTING_DOWN */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
        };
    };
    inferTensors: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Milliseconds after which the answer is of no use. What cannot be ready by then is refused at once, the rest when they have passed.
                 * @example 2000
                 */
                "x-request-timeout-ms"?: string;
            };
            path: {
                /** @description The name of a served model, or the last part of it. */
                model: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InferTensorsRequest"];
            };
        };
        responses: {
            /** @description The tensors. */
            200: {
                headers: {
                    /** @description The request’s id: the one sent, or a new one. */
                    "x-request-id"?: string;
                    /** @description Indices of the texts that were longer than the model takes and have been cut, such as `0,3`; absent if none was. */
                    "x-truncated-inputs"?: string;
                    /** @description Indices of the texts that have an error in their places, such as `1`; only where `on_error` is `item`. */
                    "x-failed-inputs"?: string;
                    /** @description Tokens computed, special tokens included. */
                    "x-compute-tokens"?: string;
                    /** @description Milliseconds in the service. */
                    "x-total-time"?: string;
                    /** @description Milliseconds of tokenising. */
                    "x-tokenization-time"?: string;
                    /** @description Milliseconds of the text that waited longest; of several rounds, all together. */
                    "x-queue-time"?: string;
                    /** @description Milliseconds of the slowest batch, likewise. */
                    "x-inference-time"?: string;
                    /** @description The same times, as browsers show them. */
                    "server-timing"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InferTensorsReply"];
                };
            };
            /** @description BODY_INVALID, INPUT_EMPTY */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description MODEL_NOT_FOUND, MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description BODY_TOO_LARGE */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description MEDIA_TYPE_UNSUPPORTED */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description REQUEST_INVALID, INPUT_NOT_UNICODE, INPUT_TOO_LONG, INPUTS_TOO_MANY, TASK_UNSUPPORTED, PROMPT_UNKNOWN, MASK_MISSING, MASKS_TOO_MANY, MASKS_TOO_FAR_APART, TOP_K_TOO_LARGE, CANDIDATES_TOO_MANY, COMPUTATION_TOO_LARGE, TARGETS_EMPTY, TARGETS_TOO_MANY, TARGET_UNKNOWN, TARGET_TOO_LONG, DIMENSIONS_TOO_MANY */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description OVERLOADED, RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description MODEL_FAILED, ENGINE_FAILED, ROW_REFUSED, INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description DEADLINE_UNREACHABLE, ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
            /** @description DEADLINE_PASSED */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInferenceError"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: {
                /**
                 * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
                 * @example clinical-es-mini
                 */
                model?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An inference has worked in the last seconds, or a tiny one was tried and did. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description ENGINE_UNAVAILABLE, SHUTTING_DOWN */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    healthReady: {
        parameters: {
            query?: {
                /**
                 * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
                 * @example clinical-es-mini
                 */
                model?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An inference has worked in the last seconds, or a tiny one was tried and did. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description ENGINE_UNAVAILABLE, SHUTTING_DOWN */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    healthLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description INTERNAL */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    info: {
        parameters: {
            query?: {
                /**
                 * @description The name of a served model, or the last part of it, as /info lists them. Left out, the first one that can do the task is meant.
                 * @example clinical-es-mini
                 */
                model?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model and the limits. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Info"];
                };
            };
            /** @description INVALID_API_KEY */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_NOT_FOUND */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description URL_TOO_LONG */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description REQUEST_INVALID */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description RATE_LIMIT_EXCEEDED */
            429: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description HEADERS_TOO_MANY */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description MODEL_FAILED */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description ENGINE_UNAVAILABLE */
            503: {
                headers: {
                    /** @description Seconds after which to try again. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
}
