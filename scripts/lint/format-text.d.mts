export function formatText(name: string, text: string): Promise<string>;
