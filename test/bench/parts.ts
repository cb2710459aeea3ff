import { readConfiguration } from '#embedded/configuration';
import { startParts } from '#embedded/parts';

/** A program of its own: the embedded event store and PostgreSQL on DATA_DIR. Its first line is their addresses. */
const parts = await startParts(readConfiguration(process.env));
process.once('SIGTERM', () => void parts.stop());
const { eventStoreUrl, databaseUrl } = parts;
process.stdout.write(`${JSON.stringify({ eventStoreUrl, databaseUrl })}\n`);
