export const SOURCES = '';
