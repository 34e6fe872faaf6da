// as the script that RudderStack serves is made: a global of these exports, which has worked off the queue before
export * from 'rudder-sdk-js';
