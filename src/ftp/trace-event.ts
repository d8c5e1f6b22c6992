/** `local`/`remote` are "address:port" as seen from this machine. */
export interface Flow {
  local: string;
  remote: string;
}

/** Something that happened on either channel; `time` is epoch ms, `session` numbers the control connections. */
export type TraceEvent = { time: number; session: number } & TraceDetail;

/** What happened. `elapsed` is in milliseconds; `tls` names version and cipher; secrets are masked. */
export type TraceDetail =
  | { type: 'connect'; flow: Flow; channel: 'control' | 'data'; tls?: string }
  | { type: 'send'; line: string }
  /** `lines` as they came; `elapsed` since its command was sent. */
  | { type: 'reply'; code: number; lines: string[]; elapsed: number }
  /** A data channel was agreed: who dials whom, on which port, by which command. */
  | {
      type: 'data-open';
      mode: 'passive' | 'active';
      via: 'EPSV' | 'PASV' | 'EPRT' | 'PORT';
      initiator: 'client' | 'server';
      flow: Flow;
      tls?: string;
    }
  /** Its end: `in` is a download; `error` where it was no orderly one. */
  | {
      type: 'data-close';
      direction: 'in' | 'out';
      bytes: number;
      elapsed: number;
      flow: Flow;
      error?: string;
    }
  /** A stranger dialled our active-mode port, or PASV named another host; refused. */
  | { type: 'rejected'; reason: string; flow: Flow }
  | { type: 'note'; level: 'info' | 'warn' | 'error'; text: string }
  | { type: 'close'; reason: string };
