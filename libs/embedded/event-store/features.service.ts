import { randomUUID } from 'node:crypto';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { features, gossip, type IGossipServer, type IServerFeaturesServer, shared } from './wire.js';

/** The version whose behaviour is offered. The client itself refuses what later versions added. */
export const SERVER_VERSION = '24.6.0';

const STREAMS = 'event_store.client.streams.streams';

/** Service, method, features; in lower case, as clients compare them. */
const METHODS: readonly (readonly [string, string, readonly string[]])[] = [
  [STREAMS, 'read', ['position', 'events']],
  [STREAMS, 'append', []],
  [STREAMS, 'batchappend', ['deadline_duration']],
  [STREAMS, 'delete', []],
  [STREAMS, 'tombstone', []],
  ['event_store.client.gossip.gossip', 'read', []],
  ['event_store.client.server_features.serverfeatures', 'getsupportedmethods', []],
];

export const featuresService: IServerFeaturesServer & UntypedServiceImplementation = {
  getSupportedMethods: (_call, callback) => {
    const answer = new features.SupportedMethods().setEventStoreServerVersion(SERVER_VERSION);
    for (const [service, method, list] of METHODS) {
      const supported = new features.SupportedMethod().setServiceName(service).setMethodName(method);
      answer.addMethods(supported.setFeaturesList([...list]));
    }
    callback(null, answer);
  },
};

/** A cluster of one. `address` is asked at each call: the port is known only after binding. */
export function gossipService(address: () => { host: string; port: number }): IGossipServer {
  const instance = new shared.UUID().setString(randomUUID());
  return {
    read: (_call, callback) => {
      const { host, port } = address();
      const member = new gossip.MemberInfo()
        .setInstanceId(instance)
        .setTimeStamp(`${Date.now()}0000`)
        .setState(gossip.MemberInfo.VNodeState.LEADER)
        .setIsAlive(true)
        .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port));
      callback(null, new gossip.ClusterInfo().setMembersList([member]));
    },
  };
}
