// After the sentences are there: the field itself tells them, by aria-describedby.
export const focusFirst = () => requestAnimationFrame(() => document.querySelector('main [aria-invalid="true"]')?.focus());
