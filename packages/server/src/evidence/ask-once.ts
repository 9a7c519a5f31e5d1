/** The same question, asked of a store only once, however many facts of one call need its answer. */
export function askOnce<Key extends readonly string[], Answer>(
  ask: (...key: Key) => Promise<Answer>,
): (...key: Key) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (...key) => {
    const name = JSON.stringify(key);
    const answer = answers.get(name) ?? ask(...key);
    answers.set(name, answer);
    return answer;
  };
}
