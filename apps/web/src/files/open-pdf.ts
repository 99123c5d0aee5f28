import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = worker;

/**
 * A PDF is taken apart in a worker, without scripts, forms and links of its own: only pictures of its pages come out.
 * @throws with the name `PasswordException` for a locked one
 */
export function openPdf(data: Uint8Array): { document: Promise<PDFDocumentProxy>; close: () => void } {
  const task = getDocument({
    // It is given away to the worker, and the one that is kept would be empty.
    data: data.slice(),
    ...{ isEvalSupported: false, enableXfa: false, useWasm: false, stopAtErrors: false },
  });
  return { document: task.promise, close: () => void task.destroy() };
}

export type { PDFDocumentProxy };
