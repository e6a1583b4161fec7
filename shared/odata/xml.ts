// Writes XML text of a tree of elements, so that nobody puts markup together by hand.

/** An element; attributes that are undefined are left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly children?: readonly XmlElement[];
}

/**
 * Writes a document: the declaration and the root element, indented.
 * @param root - the root element
 */
export function toXmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${toXml(root, '')}`;
}

function toXml({ name, attributes, children = [] }: XmlElement, indentation: string): string {
  let tag = `${indentation}<${name}`;
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) tag += ` ${attribute}="${escapeAttribute(value)}"`;
  }
  if (children.length === 0) return `${tag}/>\n`;
  const inner = children.map((child) => toXml(child, `${indentation}  `)).join('');
  return `${tag}>\n${inner}${indentation}</${name}>\n`;
}

/** Markup, and the white space that a reader would turn into spaces (XML 1.0 §3.3.3). */
function escapeAttribute(value: string): string {
  return value.replace(/[&<>"\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
