import * as vscode from 'vscode';
import { describeError } from '../base/describe-error.js';
import { RemoteError, type RemoteErrorKind } from '../base/remote-error.js';

type Make = (text: string) => vscode.FileSystemError;

const { FileSystemError } = vscode;
const unavailable: Make = (text) => FileSystemError.Unavailable(text);
const noPermissions: Make = (text) => FileSystemError.NoPermissions(text);

// Only what is proved missing may be called so: VS Code strikes its tab through.
const makers: Record<RemoteErrorKind, Make> = {
  'not-found': (text) => FileSystemError.FileNotFound(text),
  exists: (text) => FileSystemError.FileExists(text),
  'is-a-directory': (text) => FileSystemError.FileIsADirectory(text),
  'not-a-directory': (text) => FileSystemError.FileNotADirectory(text),
  permission: noPermissions,
  auth: noPermissions,
  connect: unavailable,
  tls: unavailable,
  timeout: unavailable,
  disconnected: unavailable,
  'data-connection': unavailable,
  'no-space': unavailable,
  unsupported: unavailable,
  protocol: unavailable,
  unsafe: unavailable,
  aborted: unavailable,
  conflict: unavailable,
  failed: unavailable,
};

/** The same failure in VS Code's words; what is no RemoteError is a fault of ours and stays as it is. */
export function toFileSystemError(error: unknown): unknown {
  return error instanceof RemoteError ? makers[error.kind](describeError(error)) : error;
}
