/** A whole store as one file, from either engine to either; and what a restored store waits for. */
export { backupCommand } from './backup-command.js';
export { holdOutbound } from './hold-outbound.js';
export { BackupRefused } from './backup-refused.js';
export { releaseCommand } from './release-command.js';
export { restoreBackup } from './restore.js';
export { writeBackup } from './write-backup.js';
