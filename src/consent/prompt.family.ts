import { connectPrompt } from '../privacy-panel/prompt.ts';
import type { Family } from './source.ts';

export const prompt: Family = { prompt: (report, _seen, options = {}) => connectPrompt(report, options) };
