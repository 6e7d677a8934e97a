import { parentPort } from 'node:worker_threads';
import { type KernelTcpQuestion, readKernelTcp } from '../system/kernel-tcp.js';

// Entry point of the thread behind `openKernelTable`: one answer to each question, in order.
parentPort?.on('message', (question: KernelTcpQuestion) => {
  parentPort?.postMessage(readKernelTcp(question));
});
