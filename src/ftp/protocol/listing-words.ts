// What servers say about a listing in their replies, in the languages that they are met in.

/** "No files found", and the like: said of a folder that is there, and empty. */
const empty = new RegExp(
  [
    'no (?:matching )?(?:files?|members?|data ?sets?|entries|items)(?: or (?:directories|folders))? ?(?:(?:were |was )?(?:found|match)|exist|present|in )',
    '(?:directory|folder|library) (?:is )?empty|empty (?:directory|folder)',
    '(?:^|\\D)0 (?:files|matches|entries)',
    'keine (?:passenden )?(?:dateien|einträge)|(?:verzeichnis|ordner) ist leer',
    'aucun (?:fichier|élément)|(?:répertoire|dossier) (?:est )?vide',
    'no se (?:han encontrado|encontraron|encontró) (?:ficheros?|archivos?)|ningún (?:fichero|archivo)|(?:directorio|carpeta) (?:está )?vac[ií][oa]',
    'nessun (?:file|elemento)|(?:directory|cartella) (?:è )?vuota',
    'nenhum (?:arquivo|ficheiro)|(?:diretório|pasta) (?:está )?vazi[oa]',
    'geen bestanden|map is leeg',
    'nie znaleziono plików|brak plików|katalog jest pusty',
    'файлы? не найден|файлов не найдено|(?:каталог|папка) пуст',
    'ファイルが(?:見つかりません|ありません)|没有(?:找到)?文件|找不到文件|目录为空|空目录|파일이 없',
  ].join('|'),
  'iu',
);

/** Whether a refusal means that nothing is in the folder; that it is there has to be proved. */
export function saysEmpty(words: string): boolean {
  return empty.test(words);
}

const cut =
  /truncat|too many (?:files|entries|matches)|(?:limit|maximum)(?: of \d+)?(?: entries| files)? (?:was |is |has been )?(?:reached|exceeded)|(?:listing|list|output) (?:is |was )?(?:incomplete|cut|limited to)/i;

/** Whether the final words of a listing admit that it is not whole, after so many lines of it. */
export function saysCut(words: string, lines: number): boolean {
  // Pure-FTPd: "226 1234 matches total".
  const told = /\b(\d{1,9}) matches total/.exec(words)?.[1];
  return cut.test(words) || Number(told ?? 0) > lines;
}

/** What a server's `ls` says instead of a listing. */
const complaint =
  /denied|cannot|can.t|could not|not permitted|no such|i\/o error|input\/output|verweigert|nicht (?:gefunden|möglich)|permission non accord|aucun fichier|impossible|permiso|no se puede|negato|невозможно|отказано|нет такого/i;

/** Whether a line that is no entry tells why there are none. */
export function isComplaint(line: string): boolean {
  return complaint.test(line);
}

/** Whether a line among the entries tells that some of them are missing. */
export function tellsGap(line: string): boolean {
  return /^\S*ls: .*(?:reading directory|cannot open directory|i\/o error|input\/output error)/i.test(
    line,
  );
}
