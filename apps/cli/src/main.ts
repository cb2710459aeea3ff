#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { run } from './program.js';
import { processTerminal } from './terminal.js';

const manifest = JSON.parse(readFileSync(findPackageJSON(import.meta.url)!, 'utf8')) as { version: string };

process.exitCode = await run(process.argv.slice(2), processTerminal(), manifest.version);
