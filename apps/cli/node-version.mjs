const major = Number(process.versions.node.split('.')[0]);

// Imported first, so that nothing that needs Node 24 is loaded by an older one.
if (major < 24) {
  process.stderr.write(
    `Rapporteur needs Node 24 or later; this is ${process.version} (${process.execPath}).\n` +
      'Node 24 comes with `npm ci` and is used by npm scripts: run `npm start`, or node_modules/.bin/node.\n' +
      'On a platform without it (it is installed on Linux x64 and arm64), install Node 24 yourself.\n',
  );
  process.exit(78);
}
