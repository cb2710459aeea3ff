/**
 * The wire types: message classes and service definitions that the official client publishes. The only file with deep imports into that package.
 *
 * `*_pb.js` files are imported as default only: Node finds no named exports in them (Jest does, so a test would not notice).
 */
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import gossipPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_pb.js';
import featuresPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import sharedPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import statusPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import streamsPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';

export {
  GossipService,
  type IGossipServer,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_grpc_pb.js';
export {
  type IServerFeaturesServer,
  ServerFeaturesService,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb.js';
export {
  type IStreamsServer,
  StreamsService,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';

export const streams = streamsPb;
export const shared = sharedPb;
export const status = statusPb;
export const gossip = gossipPb;
export const features = featuresPb;
export const Any = anyPb.Any;
/** google.protobuf.Empty; `shared.Empty` is another class. */
export const GoogleEmpty = emptyPb.Empty;

export type Uuid = InstanceType<typeof sharedPb.UUID>;
export type StreamIdentifier = InstanceType<typeof sharedPb.StreamIdentifier>;
export type ReadReq = InstanceType<typeof streamsPb.ReadReq>;
export type ReadOptions = NonNullable<ReturnType<ReadReq['getOptions']>>;
export type FilterOptions = NonNullable<ReturnType<ReadOptions['getFilter']>>;
export type ReadResp = InstanceType<typeof streamsPb.ReadResp>;
export type RecordedEventMessage = InstanceType<typeof streamsPb.ReadResp.ReadEvent.RecordedEvent>;
export type AppendReq = InstanceType<typeof streamsPb.AppendReq>;
export type AppendResp = InstanceType<typeof streamsPb.AppendResp>;
export type BatchAppendReq = InstanceType<typeof streamsPb.BatchAppendReq>;
export type BatchAppendOptions = NonNullable<ReturnType<BatchAppendReq['getOptions']>>;
export type BatchAppendResp = InstanceType<typeof streamsPb.BatchAppendResp>;
export type DeleteReq = InstanceType<typeof streamsPb.DeleteReq>;
export type DeleteResp = InstanceType<typeof streamsPb.DeleteResp>;
export type TombstoneReq = InstanceType<typeof streamsPb.TombstoneReq>;
export type TombstoneResp = InstanceType<typeof streamsPb.TombstoneResp>;
