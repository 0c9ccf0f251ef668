import type { Random } from '../generate/random.ts';

const WORDS =
  'the of and to in a is that for as with on are be this by which from or at an each if then proof theorem set function value rate cell court price source method example result case study data model energy field state time order system'.split(
    ' ',
  );
const LINES_PER_PAGE = 40;
const WORDS_PER_LINE = 12;
/** A picture of grey noise on every page, which no program could make smaller: scanned pages are not small either. */
const PICTURE = { width: 64, height: 64 } as const;

/**
 * A PDF document of A4 pages with text and a picture each (PDF 1.4, ISO 32000-1 section 7.5: header, objects, cross-reference table,
 * trailer). Nothing is compressed, so that the bytes depend on the random numbers alone and not on the version of a library.
 */
export function makePdf(title: string, pages: number, random: Random): Buffer {
  const font = 3;
  const firstPage = 4;
  const objectsPerPage = 3;
  const pageIds = Array.from({ length: pages }, (_, page) => firstPage + page * objectsPerPage);
  const writer = new PdfWriter();
  writer.object(1, '<< /Type /Catalog /Pages 2 0 R >>');
  writer.object(
    2,
    `<< /Type /Pages /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] /Count ${pages} >>`,
  );
  writer.object(font, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  for (const [page, id] of pageIds.entries()) {
    writer.object(
      id,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${id + 1} 0 R ` +
        `/Resources << /Font << /F1 ${font} 0 R >> /XObject << /Im1 ${id + 2} 0 R >> >> >>`,
    );
    writer.stream(
      id + 1,
      '',
      Buffer.from(pageContent(`${title}, page ${page + 1} of ${pages}`, random), 'latin1'),
    );
    const { width, height } = PICTURE;
    writer.stream(
      id + 2,
      `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 `,
      noise(width * height, random),
    );
  }
  return writer.end();
}

function pageContent(heading: string, random: Random): string {
  const lines = Array.from({ length: LINES_PER_PAGE }, () =>
    Array.from({ length: WORDS_PER_LINE }, () => random.pick(WORDS)).join(' '),
  );
  const shown = [heading, '', ...lines].map((line) => `(${escaped(line)}) Tj T*`).join('\n');
  return `BT /F1 10 Tf 14 TL 56 790 Td\n${shown}\nET\nq 64 0 0 64 56 60 cm /Im1 Do Q\n`;
}

/** The characters that end or continue a literal string. */
function escaped(text: string): string {
  return text.replaceAll(/[\\()]/g, (character) => `\\${character}`);
}

function noise(bytes: number, random: Random): Buffer {
  const noisy = Buffer.allocUnsafe(bytes);
  for (let at = 0; at < bytes; at += 4) noisy.writeUInt32BE(random.bits(), at);
  return noisy;
}

/** Objects one after the other, in the order of their numbers, and the table of where each of them begins. */
class PdfWriter {
  #parts: Buffer[] = [];
  #length = 0;
  #offsets: number[] = [];

  constructor() {
    // The comment of bytes above 127 tells other programs that the file is binary.
    this.#write(Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1'));
  }

  object(id: number, body: string): void {
    this.#begin(id);
    this.#write(Buffer.from(`${body}\nendobj\n`, 'latin1'));
  }

  stream(id: number, dictionary: string, bytes: Buffer): void {
    this.#begin(id);
    this.#write(Buffer.from(`<< ${dictionary}/Length ${bytes.length} >>\nstream\n`, 'latin1'));
    this.#write(bytes);
    this.#write(Buffer.from('\nendstream\nendobj\n', 'latin1'));
  }

  end(): Buffer {
    const tableAt = this.#length;
    const size = this.#offsets.length + 1;
    const entry = (offset: number) => `${String(offset).padStart(10, '0')} 00000 n \n`;
    this.#write(
      Buffer.from(
        `xref\n0 ${size}\n0000000000 65535 f \n${this.#offsets.map(entry).join('')}` +
          `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${tableAt}\n%%EOF\n`,
        'latin1',
      ),
    );
    return Buffer.concat(this.#parts);
  }

  #begin(id: number): void {
    if (id !== this.#offsets.length + 1) throw new Error(`object ${id} is out of order`);
    this.#offsets.push(this.#length);
    this.#write(Buffer.from(`${id} 0 obj\n`, 'latin1'));
  }

  #write(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }
}
