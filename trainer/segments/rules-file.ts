import { checkConfig, readConfig, type TrainerConfig } from '../config.ts';
import { TrainerError } from '../errors.ts';
import { readJson } from '../read-json.ts';

/**
 * Reads what `aisle rules check` is given: a config as `aisle train --config` takes it, or the bare list of its segments.
 *
 * @throws {TrainerError} `bad-config` with the path of what is wrong and what to do
 */
export async function readRules(file: string): Promise<TrainerConfig> {
  const value = await readJson(file);
  const config = Array.isArray(value) ? checkConfig({ site: { segments: value } }, file) : await readConfig(file);
  const { segments = [], offers = [], imports = [] } = config.site ?? {};
  if (segments.length + offers.length + imports.length === 0)
    throw new TrainerError(
      'bad-config',
      'holds no rules: expected a list of segments, or a config with site.segments, site.offers or site.imports. See docs/segments.md.',
      { file },
    );
  return config;
}
