import type { StartPanel } from './panel-host.ts';

export const startPanel: StartPanel = () => ({ look() {} });
