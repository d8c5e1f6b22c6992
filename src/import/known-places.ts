/** What tells where other programs keep their files on this machine. */
export interface Machine {
  platform: string;
  /** The user's home folder. */
  home: string;
  /** `%APPDATA%`, where there is one. */
  appData?: string | undefined;
  /** The folder of VS Code's own user settings, where there is one. */
  userFolder?: string | undefined;
}

/** Files of other tools in a workspace folder, relative to it. */
export const workspacePlaces: readonly string[] = [
  '.vscode/sftp.json',
  '.vscode/ftp-kr.json',
  '.vscode/ftp-sync.json',
  '.ftpconfig',
];

/** The paths where other tools keep a user's connections, with `/`. */
export function machinePlaces({ platform, home, appData, userFolder }: Machine): string[] {
  const places = [...(platform === 'win32' ? windowsPlaces(appData) : unixPlaces(home))];
  places.push(`${home}/.netrc`, `${home}/_netrc`);
  if (userFolder !== undefined) places.push(`${userFolder}/ftp-simple.json`);
  return places.map((place) => (platform === 'win32' ? place.replaceAll('\\', '/') : place));
}

function windowsPlaces(appData: string | undefined): string[] {
  const programs = [
    'C:/Program Files (x86)/WinSCP/WinSCP.ini',
    'C:/Program Files/WinSCP/WinSCP.ini',
  ];
  if (appData === undefined) return programs;
  return [`${appData}/FileZilla/sitemanager.xml`, `${appData}/WinSCP.ini`, ...programs];
}

function unixPlaces(home: string): string[] {
  return [
    `${home}/.config/filezilla/sitemanager.xml`,
    `${home}/.filezilla/sitemanager.xml`,
    `${home}/.var/app/org.filezillaproject.Filezilla/config/filezilla/sitemanager.xml`,
    `${home}/Library/Application Support/FileZilla/sitemanager.xml`,
  ];
}
