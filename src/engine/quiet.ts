/**
 * Since 1.29 ONNX Runtime's official builds send what they run, on which processors and with an
 * identifier that they keep in the user's cache, to its maker, as soon as they are loaded. Nothing
 * of that happens where this is set before: its documentation (docs/Privacy.md) calls it a full
 * opt-out. Not an option: nobody who runs this service wants it.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
