import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

// works off the queue and puts itself in its place
void new RudderAnalytics();
