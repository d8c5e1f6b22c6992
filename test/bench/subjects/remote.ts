/** What a library must do to be measured. Paths are relative to the login folder. */
export interface Remote {
  /** Transfers of a tree that it is given at once. */
  readonly width: number;
  list(path: string): Promise<Listing>;
  read(path: string): Promise<Uint8Array>;
  write(path: string, content: Uint8Array): Promise<void>;
  sizeOf(path: string): Promise<number | undefined>;
  makeFolder(path: string): Promise<void>;
  download(path: string, file: string): Promise<void>;
  upload(file: string, path: string): Promise<void>;
  close(): Promise<void>;
}

/** Looked into only when it is asked, so that a measurement holds the library's own work alone. */
export interface Listing {
  readonly count: number;
  names(): string[];
  folders(): string[];
}
