/** Counters and histograms of what happens, for Prometheus. */
export { createMetrics, type Metrics, type State } from './create-metrics.js';
export { listenForMetrics, type MetricsServer } from './metrics-server.js';
