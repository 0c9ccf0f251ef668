import exec from 'k6/execution';

/**
 * Makes an error of the scenario itself end the test (k6's exit code 108). k6 alone would write it into a log and go on
 * with the next iteration, and the requests that were never sent would be missed by nobody.
 */
export function abortingOnError(iteration: () => void): () => void {
  return () => {
    try {
      iteration();
    } catch (error) {
      exec.test.abort(`error in the scenario: ${error}`);
    }
  };
}
