// The text of a large field as bytes, which are then sent in pieces. With a line end, since nothing at all cannot be sent so.
export const text = area => new TextEncoder().encode(area.value + '\n');
