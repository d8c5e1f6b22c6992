/** What was learned about one server; shared by all sessions to it, kept as long as their owner. */
export interface HostKnowledge {
  /** EPSV was refused, or the ports it named could not be reached while those of PASV could. */
  epsvFails?: boolean;
  /** MLSD is offered in FEAT and does not work. */
  mlsdFails?: boolean;
  /** MLST is offered in FEAT and does not work. */
  mlstFails?: boolean;
  /** `LIST -a` works and shows hidden files too; undefined until tried. */
  listsHidden?: boolean;
}
