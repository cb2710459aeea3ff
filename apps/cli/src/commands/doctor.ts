import { withExamples, withOutputOptions, type Registration } from '../command-line.js';
import type { DoctorOptions } from '../operation/doctor.js';

/** `doctor`: what an installation stands on, looked at once. */
export function addDoctor({ program, terminal, exitWith }: Registration): void {
  const doctor = withOutputOptions(program.command('doctor').summary('check an installation'));
  doctor.description(
    'Checks configuration, versions, servers, disk and views; changes nothing. Ends with 6 when there is something to see to, with 78 when the configuration cannot be worked with.',
  );
  doctor.option('--data <dir>', 'the data directory (DATA_DIR, ./data)');
  withExamples(doctor, [
    ['rapporteur doctor', 'the installation of ./data and of the environment'],
    ['rapporteur doctor --json | jq .checks', 'for a program'],
  ]);
  doctor.action(async (options: DoctorOptions) => {
    const { examine } = await import('../operation/doctor.js');
    exitWith(await examine(options, terminal));
  });
}
