/**
 * The cells of one line of CSV: commas, cells in double quotes where they hold a comma or a quote, "" for a quote.
 * A record is a line: a quote that its line does not close is a fault, so that one stray quote costs one record.
 * @returns null when a quote is not closed, or text follows a closing quote
 */
export function parseCsvLine(line: string): string[] | null {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] !== '"') {
      const comma = line.indexOf(',', at);
      const end = comma === -1 ? line.length : comma;
      cells.push(line.slice(at, end).trim());
      at = end + 1;
      continue;
    }
    let cell = '';
    let close = line.indexOf('"', at + 1);
    let from = at + 1;
    while (close !== -1 && line[close + 1] === '"') {
      cell += line.slice(from, close + 1);
      from = close + 2;
      close = line.indexOf('"', from);
    }
    if (close === -1 || (close + 1 < line.length && line[close + 1] !== ',')) return null;
    cells.push(cell + line.slice(from, close));
    at = close + 2;
  }
  return cells;
}
