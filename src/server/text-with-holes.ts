/** A text that is written from front to back but for holes, which are filled later and in any order. */
export class TextWithHoles {
  text = '';
  /** What stands before `text`. */
  #parts: (string | TextWithHoles)[] | null = null;

  /** Leaves room here. */
  hole(): TextWithHoles {
    const hole = new TextWithHoles();
    this.#parts ??= [];
    this.#parts.push(this.text, hole);
    this.text = '';
    return hole;
  }

  toString(): string {
    if (this.#parts === null) return this.text;
    let whole = '';
    for (const part of this.#parts) whole += typeof part === 'string' ? part : part.toString();
    return whole + this.text;
  }
}
