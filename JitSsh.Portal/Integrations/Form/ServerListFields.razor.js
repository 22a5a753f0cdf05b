// The text of a large field as bytes, which are then sent in pieces.
export const text = area => new TextEncoder().encode(area.value);
