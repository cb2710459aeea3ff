// `node healthcheck.mjs PORT`: exit code 0 when the process that listens on the port named by that variable can do its work.
const port = process.env[process.argv[2]];
const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(4_000) }).catch(
  (error) => ({ ok: false, status: error.cause?.code ?? error.name }),
);
if (!answer.ok) console.error(`not ready: ${answer.status}`);
process.exitCode = answer.ok ? 0 : 1;
