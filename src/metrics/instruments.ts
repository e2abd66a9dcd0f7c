import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const PAGE_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const STORE_SECONDS = [0.0005, 0.002, 0.005, 0.02, 0.1, 0.5, 2];
const WORK_SECONDS = [0.05, 0.25, 1, 5, 15, 60, 300];

/** Everything that is counted, by what it is called here. docs/operations.md says what each is for. */
export function createInstruments(registry: Registry) {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name: `laurel_${name}`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `laurel_${name}`, help, labelNames, registers });
  const histogram = <L extends string>(
    name: string,
    help: string,
    buckets: readonly number[],
    labelNames: readonly L[] = [],
  ) => {
    const options = { name: `laurel_${name}`, help, buckets: [...buckets], labelNames, registers };
    return new Histogram(options);
  };
  return {
    requests: counter('requests_total', 'Requests answered.', ['method', 'route', 'status']),
    requestSeconds: histogram(
      'request_duration_seconds',
      'Time to the end of an answer.',
      PAGE_SECONDS,
      ['route'],
    ),
    launches: counter('launches_total', 'Launches opened.', ['platform']),
    checks: counter('checks_total', 'Courses or single learners looked at.', [
      'scope',
      'outcome',
      'platform',
    ]),
    checkSeconds: histogram('check_duration_seconds', 'Time of a look.', WORK_SECONDS, ['scope']),
    checkCalls: counter('check_calls_total', 'Calls of platforms made by looks.'),
    gradesRead: counter('grades_read_total', 'Grades read.'),
    issued: counter('badges_issued_total', 'Badges issued.', ['platform']),
    badgeChanges: counter('badge_changes_total', 'Badges taken back or given back.', ['change']),
    mails: counter('mails_total', 'Mail that was sent or given up.', ['outcome']),
    silences: counter('platform_silences_total', 'Times a platform fell silent.', ['platform']),
    jobs: counter('jobs_total', 'Runs of jobs.', ['job', 'outcome']),
    jobSeconds: histogram('job_duration_seconds', 'Time of a run.', WORK_SECONDS, ['job']),
    outbound: counter('outbound_requests_total', 'Calls of other systems.', ['status']),
    outboundSeconds: histogram('outbound_duration_seconds', 'Time of a call.', PAGE_SECONDS),
    commandSeconds: histogram(
      'store_command_duration_seconds',
      'Time of a command.',
      STORE_SECONDS,
      ['command'],
    ),
    commandFailures: counter('store_command_failures_total', 'Commands that failed.', ['command']),
    storeUp: gauge('store_up', 'Whether the store answers.'),
    queueDepth: gauge('queue_depth', 'What waits and is due; 1000 is that many or more.', [
      'queue',
    ]),
    queueAge: gauge('queue_age_seconds', 'For how long the oldest has been due.', ['queue']),
    silentPlatforms: gauge('platforms_silent', 'Platforms that are left alone now.'),
    silentSeconds: gauge(
      'platform_silence_seconds',
      'For how long the longest silence has lasted.',
    ),
  };
}

export type Instruments = ReturnType<typeof createInstruments>;
