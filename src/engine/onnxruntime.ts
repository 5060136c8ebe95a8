/** The one door to ONNX Runtime. What it is told before it is loaded has to come first. */
import './quiet.js';

export { InferenceSession, Tensor } from 'onnxruntime-node';
