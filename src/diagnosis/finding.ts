/** One thing that was tried, and what became of it. */
export interface Finding {
  /** What was tried: "Name", "Login", "EPSV". */
  what: string;
  state: 'ok' | 'failed' | 'skipped' | 'note';
  /** What came of it, one sentence. */
  text: string;
  /** What the user can do about it. */
  hint?: string;
}

/** The test of one server, in the order in which it was made. */
export interface Diagnosis {
  /** "ada@ftp.example.com:21" */
  account: string;
  findings: readonly Finding[];
  advice: readonly string[];
}
