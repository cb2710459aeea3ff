/** Whether a key is free for the page: not typed into a field or a dialog, and no shortcut of the browser. */
export function isFreeKey({ ctrlKey, altKey, metaKey, target }: KeyboardEvent): boolean {
  if (ctrlKey || altKey || metaKey) return false;
  const inside = target instanceof Element ? target : null;
  return !inside?.closest('input, textarea, select, [contenteditable], [role="dialog"]');
}
