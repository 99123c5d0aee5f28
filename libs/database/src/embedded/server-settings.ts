/**
 * Given on the command line, so that a new release changes them without touching the data folder.
 * Durability is PostgreSQL's own: fsync and synchronous_commit stay on. Small memory: a company's gateway, not a database host.
 */
export const serverSettings: Readonly<Record<string, string>> = {
  shared_buffers: '96MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  effective_cache_size: '512MB',
  max_connections: '60',
  max_wal_size: '1GB',
  min_wal_size: '80MB',
  checkpoint_completion_target: '0.9',
  synchronous_commit: 'on',
  fsync: 'on',
  full_page_writes: 'on',
  // The build that npm brings has no lz4, and pglz costs more than the bytes it saves.
  wal_compression: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  // Worker processes for reading ahead cost memory each; our reads are small and cached.
  io_method: 'sync',
  max_worker_processes: '4',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '1',
  autovacuum_max_workers: '2',
  // Plans are kept: what was planned for an empty table is planned anew only when the table was analysed.
  autovacuum_naptime: '15s',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // The server's log must not quote what people wrote: no statements, no parameters, no DETAIL with the row's values.
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_line_prefix: '',
};
