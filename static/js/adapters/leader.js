// One tab leads: an exam that is open in two goes on in one of them. The other says so, and may take it over.

/**
 * @typedef {object} Leadership
 * @property {() => boolean} isLeader
 * @property {() => Promise<void>} take takes it from whichever tab has it
 * @property {() => void} close
 */

// How long another tab may take to answer.
const HEARING = 150;

/**
 * By a lock of the browser, which ends with its tab whatever happens to it.
 * @param {LockManager} locks
 * @param {string} name
 * @param {() => void} onLost
 * @returns {Promise<Leadership>}
 */
async function leadByLock(locks, name, onLost) {
  let release = () => {};
  let isLeader = false;
  /** @param {LockOptions} options */
  const ask = (options) =>
    new Promise((resolve, reject) => {
      let isHeld = false;
      const hold = (/** @type {Lock | null} */ lock) => {
        isHeld = isLeader = lock !== null;
        resolve(undefined);
        return isHeld ? new Promise((ended) => (release = () => ended(undefined))) : undefined;
      };
      locks.request(name, options, hold).catch((error) => {
        if (!isHeld) reject(error);
        else if (isLeader) {
          isLeader = false;
          onLost();
        }
      });
    });
  await ask({ ifAvailable: true });
  return {
    isLeader: () => isLeader,
    take: async () => {
      if (!isLeader) await ask({ steal: true });
    },
    close: () => {
      isLeader = false;
      release();
    },
  };
}

/**
 * By asking around, where there are no locks (a site without https). With no one to ask, this tab leads.
 * @param {string} name
 * @param {() => void} onLost
 * @returns {Promise<Leadership>}
 */
async function leadByWord(name, onLost) {
  /** @type {BroadcastChannel | null} */
  let channel = null;
  let isLeader = true;
  try {
    channel = new BroadcastChannel(name);
  } catch {
    return { isLeader: () => true, take: async () => {}, close: () => {} };
  }
  const say = (/** @type {string} */ word) => channel?.postMessage(word);
  let isAsking = true;
  channel.onmessage = ({ data }) => {
    if (data === 'mine' && isAsking) isLeader = false;
    if (data === 'whose' && isLeader && !isAsking) say('mine');
    if (data === 'taken' && isLeader && !isAsking) {
      isLeader = false;
      onLost();
    }
  };
  say('whose');
  await new Promise((resolve) => {
    setTimeout(resolve, HEARING);
  });
  isAsking = false;
  return {
    isLeader: () => isLeader,
    take: async () => {
      if (!isLeader) say('taken');
      isLeader = true;
    },
    close: () => {
      isLeader = false;
      channel.close();
    },
  };
}

/**
 * Asks to lead. Who does not may `take`; the tab that led is told by `onLost`, once each time.
 * @param {string} name
 * @param {() => void} onLost
 * @param {LockManager | null} [locks]
 * @returns {Promise<Leadership>}
 */
export async function lead(name, onLost, locks = navigator.locks) {
  if (!locks) return leadByWord(name, onLost);
  // Some pages have locks that they may not use, such as those from disk.
  return leadByLock(locks, name, onLost).catch(() => leadByWord(name, onLost));
}
